"""The renewal record: dates, ATR, forecast, final, risk, outcome; the quality review."""
