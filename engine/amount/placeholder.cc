namespace desobook { int Placeholder_engine_amount() { return 0; } }
