namespace desobook { int Placeholder_engine_rules() { return 0; } }
