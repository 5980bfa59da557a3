namespace desobook {
int Placeholder_chain_codec() { return 0; }
}  // namespace desobook
