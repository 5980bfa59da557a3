namespace desobook { int Placeholder_chain_stream() { return 0; } }
