"""Rules as data: loading, checking and evaluating rule files; firmware quirks; verdicts."""
