"""Rules as data: loads, checks and evaluates rule files, approvals and site configuration.

The way in: `loader.load_rules`, `config.load_config`, `judge.judge`, `explain.explain`; `quirks.apply_quirks` and
`defaults.settle_defaults` stand before the evaluation of a device.
"""
