namespace desobook { int Placeholder_engine_ledger() { return 0; } }
