namespace desobook { int Placeholder_chain_replay() { return 0; } }
