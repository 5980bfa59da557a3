namespace desobook { int Placeholder_chain_keys() { return 0; } }
