"""Addresses of tasks, reminders and the calendar."""

from __future__ import annotations

from django.urls import path

from tenure.web.views import task, task_reminders, tasks

TASKS = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/bulk/", tasks.tasks_bulk, name="tasks_bulk"),
    path("tasks/new/", task.task_new, name="task_new"),
    path("tasks/reminders/", task_reminders.task_reminders, name="task_reminders"),
    path("tasks/<int:task_id>/", task.task, name="task"),
    path("tasks/<int:task_id>/due/", task.task_due, name="task_due"),
    path("tasks/<int:task_id>/owner/", task.task_owner, name="task_owner"),
    path("tasks/<int:task_id>/items/<int:item>/", task.task_item, name="task_item"),
    path("tasks/<int:task_id>/evidence/", task.task_evidence, name="task_evidence"),
    path("tasks/<int:task_id>/evidence/<int:evidence_id>/file/", task.task_file, name="task_file"),
    path("calendar/<str:token>.ics", task_reminders.calendar, name="task_calendar"),
    path("tasks/<int:task_id>/result/", tasks.task_result, name="task_result"),
]
