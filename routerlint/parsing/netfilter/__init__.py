"""Linux netfilter: rules of any front end, brought into the pipeline of the model.

A front end (iptables-save, nft, and the systems that write such rules) makes Drafts, one for each rule, and puts them into
the tables of a Ruleset; `pipeline.py` and `device.py` do the rest: hooks, priorities, marks, states, interfaces, roles.
"""
