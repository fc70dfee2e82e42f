"""Huawei boxes of providers (EchoLife and OptiXstar HG/EG/HN, TR-098 tree): hw_ctree.xml."""
