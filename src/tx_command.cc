// desobook tx decode HEX|-|@FILE

#include <array>
#include <cstddef>
#include <fstream>
#include <iostream>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "src/commands.h"
#include "src/hex.h"
#include "src/text.h"
#include "src/tx_describe.h"

namespace desobook {
namespace {

// Far above any block; bounds what a file can make us hold.
constexpr std::size_t kMaxInputBytes = std::size_t{64} << 20;

struct DecodeOptions {
  std::string input;
  std::string network = "mainnet";
  bool json = false;
};

struct Input {
  std::string hex;
  std::string source;  // for errors
};

// One byte more than `limit` tells that there is too much.
std::string ReadAtMost(std::istream& in, std::size_t limit) {
  std::string text;
  std::array<char, 65536> chunk{};
  while (text.size() <= limit && in) {
    in.read(chunk.data(), chunk.size());
    text.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
  }
  return text;
}

// Gives the input, or the failure to report.
std::optional<Failure> ReadInput(const std::string& argument, Input& input) {
  if (argument == "-") {
    input = {ReadAtMost(std::cin, kMaxInputBytes), "standard input"};
  } else if (argument.starts_with('@')) {
    const std::string path = argument.substr(1);
    std::ifstream file(path, std::ios::binary);
    input = {ReadAtMost(file, kMaxInputBytes), path};
    if (!file.is_open() || file.bad()) {
      return Failure{ExitCode::kUsage, "cannot be read as a file", path,
                     "give the path of a file that holds hex digits after @"};
    }
  } else {
    input = {argument, "the argument"};
  }
  if (input.hex.size() > kMaxInputBytes) {
    return Failure{ExitCode::kDamagedData,
                   Cat("longer than ", kMaxInputBytes, " bytes"), input.source,
                   "give one transaction"};
  }
  const auto is_space = [](char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  };
  while (!input.hex.empty() && is_space(input.hex.back())) {
    input.hex.pop_back();
  }
  std::size_t start = 0;
  while (start < input.hex.size() && is_space(input.hex[start])) ++start;
  if (std::string_view(input.hex).substr(start).starts_with("0x")) start += 2;
  input.hex.erase(0, start);
  return std::nullopt;
}

Failure HexFailure(const Input& input) {
  const std::size_t bad = input.hex.find_first_not_of("0123456789abcdefABCDEF");
  std::string what;
  if (input.hex.empty()) {
    what = "no hex digits at byte 0";
  } else if (bad != std::string::npos) {
    what = Cat("no hex digit at position ", bad, " (byte ", bad / 2, ")");
  } else {
    what = Cat("an odd number of hex digits, ", input.hex.size(), "; byte ",
               input.hex.size() / 2, " is incomplete");
  }
  return Failure{ExitCode::kDamagedData, what, input.source,
                 "give the whole transaction as hex, two digits a byte"};
}

ExitCode RunDecode(const DecodeOptions& options, Console& console) {
  Input input;
  if (const auto failure = ReadInput(options.input, input)) {
    return Report(console, *failure);
  }
  const std::optional<Bytes> bytes = BytesFromHex(input.hex);
  if (!bytes || bytes->empty()) return Report(console, HexFailure(input));
  const absl::StatusOr<DecodedTx> decoded = DescribeTransaction(*bytes);
  if (!decoded.ok()) {
    return Report(console, {ExitCode::kDamagedData,
                            std::string(decoded.status().message()),
                            Cat(input.source, ", ", bytes->size(), " bytes"),
                            "check that the hex is whole and is a transaction, "
                            "not a block or a record"});
  }
  // The option's check lets no other names through.
  const Network network =
      NetworkFromName(options.network).value_or(Network::kMainnet);
  if (options.json) {
    PrintJson(*decoded, network, console.out);
  } else {
    console.out << TextOf(*decoded, network);
  }
  return ExitCode::kOk;
}

}  // namespace

void AddTxCommand(CommandLine& line) {
  auto options = std::make_shared<DecodeOptions>();
  Command tx = line.Add("tx", "Look inside transactions");
  tx.Example("desobook tx decode 0001...")
      .Add("decode",
           "Print every field of a transaction, its hash, signer and order id")
      .Argument("HEX", &options->input,
                "The transaction in hex; - reads it from stdin, @FILE from a "
                "file")
      .Choice("--network", &options->network, {"mainnet", "testnet", "regtest"},
              "Whose prefix public keys are shown with")
      .Flag("--json", &options->json, "Print one JSON document")
      .Example("desobook tx decode 0001029096...")
      .Example("desobook tx decode --network testnet --json @transaction.hex")
      .Example("curl ... | jq -r .TransactionHex | desobook tx decode -")
      .Action(
          [options](Console& console) { return RunDecode(*options, console); });
}

}  // namespace desobook
