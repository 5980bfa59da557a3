namespace desobook { int Placeholder_engine_txn() { return 0; } }
