namespace desobook { int Placeholder_engine_book() { return 0; } }
