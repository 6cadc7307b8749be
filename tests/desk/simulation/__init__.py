"""A quarter of a renewals desk: daily runs, people's work and accidents, and what came of it.

A company of the sample generator (`world`) lives through the days of a quarter (`quarter`): each
morning the daily run, over the day what people and the worker do (`events`). What it leaves is read
into plain records (`history`) and judged by `checks`, each a calculation of its own that uses
nothing of the program. `report` says what happened. Everything random comes from one seed.

    python -m tests.desk.simulation --days 90 --seed 7
"""
