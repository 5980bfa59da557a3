// Operations as engine values. The walk follows the same tables that the tree
// decoder uses; fields that the engine keeps are read, all others passed over.

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "chain/stream/entry_tables.h"
#include "chain/stream/skip.h"
#include "chain/stream/typed.h"
#include "chain/stream/typed_parts.h"
#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

constexpr std::uint64_t kLastOperationType =
    static_cast<std::uint64_t>(OperationType::kAtomicTxnsWrapper);

struct Walk {
  OperationMetadata metadata;
  int depth_left;
};

std::vector<Operation> ReadOperations(Reader& reader, const Walk& walk);

template <typename T, typename Read>
std::vector<T> ReadList(Reader& reader, Read read) {
  std::vector<T> list;
  const std::size_t count = reader.Count(1);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    std::optional<T> element = read(reader);
    if (!element) {
      reader.Fail("an element of a list is absent");
      break;
    }
    list.push_back(*std::move(element));
  }
  return list;
}

std::vector<BalanceEntry> ReadPrevBalances(Reader& reader) {
  std::vector<BalanceEntry> list;
  if (!reader.Bool()) return list;
  const std::size_t count = reader.Count(3);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const auto user = Pkid::From(reader.LenBytes());
    const auto coin = Pkid::From(reader.LenBytes());
    Reader inner(reader.LenBytes());
    std::optional<BalanceEntry> entry = typed::ReadBalance(inner);
    if (!user || !coin || !entry || !inner.ok()) {
      reader.Fail("malformed previous balance");
      break;
    }
    // The map's keys are what counts; the entry repeats them or, where no
    // balance existed, has none.
    entry->key = {*user, *coin};
    list.push_back(*entry);
  }
  return list;
}

void ReadBalanceKey(Reader& reader, Operation& operation) {
  const ByteView bytes = reader.LenBytes();
  if (bytes.empty()) return;
  const auto key = PublicKey::From(bytes);
  if (!key) reader.Fail("public key has not 33 bytes");
  operation.balance_public_key = key.value_or(PublicKey());
}

using ReadInto = void (*)(Reader& reader, const Walk& walk, Operation& into);

struct Wanted {
  std::string_view name;
  ReadInto read;
};

constexpr Wanted kWanted[] = {
    {"PrevProfileEntry",
     [](Reader& r, const Walk&, Operation& o) {
       o.prev_profile = typed::ReadProfile(r);
     }},
    {"PrevDerivedKeyEntry",
     [](Reader& r, const Walk&, Operation& o) {
       auto row = typed::ReadDerivedKey(r);
       if (row) o.prev_derived_key = std::move(row->entry);
     }},
    {"PrevCoinEntry", [](Reader& r, const Walk&,
                         Operation& o) { o.prev_coin = typed::ReadCoin(r); }},
    {"PrevTransactorBalanceEntry",
     [](Reader& r, const Walk&, Operation& o) {
       o.prev_transactor_balance = typed::ReadBalance(r);
     }},
    {"PrevCreatorBalanceEntry",
     [](Reader& r, const Walk&, Operation& o) {
       o.prev_creator_balance = typed::ReadBalance(r);
     }},
    {"PrevSenderBalanceEntry",
     [](Reader& r, const Walk&, Operation& o) {
       o.prev_sender_balance = typed::ReadBalance(r);
     }},
    {"PrevReceiverBalanceEntry",
     [](Reader& r, const Walk&, Operation& o) {
       o.prev_receiver_balance = typed::ReadBalance(r);
     }},
    {"PrevGlobalParamsEntry",
     [](Reader& r, const Walk&, Operation& o) {
       o.prev_global_params = typed::ReadGlobalParams(r);
     }},
    {"PrevTransactorDAOCoinLimitOrderEntry",
     [](Reader& r, const Walk&, Operation& o) {
       o.prev_order = typed::ReadOrder(r);
     }},
    {"PrevBalanceEntries",
     [](Reader& r, const Walk&, Operation& o) {
       o.prev_balances = ReadPrevBalances(r);
     }},
    {"PrevMatchingOrders",
     [](Reader& r, const Walk&, Operation& o) {
       o.prev_matching_orders = ReadList<OrderEntry>(r, typed::ReadOrder);
     }},
    {"FilledDAOCoinLimitOrders",
     [](Reader& r, const Walk&, Operation& o) {
       o.fills = ReadList<FilledOrder>(r, typed::ReadFilledOrder);
     }},
    {"PrevUserAssociationEntry",
     [](Reader& r, const Walk&, Operation& o) {
       auto row = typed::ReadUserAssociation(r);
       if (row) o.prev_user_association = std::move(row->entry);
     }},
    {"BalancePublicKey",
     [](Reader& r, const Walk&, Operation& o) { ReadBalanceKey(r, o); }},
    {"BalanceAmountNanos",
     [](Reader& r, const Walk&, Operation& o) {
       o.balance_amount = Nanos(r.Uvarint());
     }},
    {"AtomicTxnsInnerUtxoOps",
     [](Reader& r, const Walk& walk, Operation& o) {
       const std::size_t count = r.Count(1);
       for (std::size_t i = 0; i < count && r.ok(); ++i) {
         o.inner.push_back(ReadOperations(r, walk));
       }
     }},
};

// For each row of a table the reader of its field, or nullptr to skip it.
std::vector<ReadInto> Plan(const Schema& schema) {
  std::vector<ReadInto> plan;
  for (const FieldSpec& spec : schema.fields) {
    ReadInto read = nullptr;
    for (const Wanted& wanted : kWanted) {
      if (wanted.name == spec.name) read = wanted.read;
    }
    plan.push_back(read);
  }
  return plan;
}

void ReadPlanned(const Schema& schema, const std::vector<ReadInto>& plan,
                 std::size_t from, const SchemaContext& context,
                 const Walk& walk, Reader& reader, Operation& operation) {
  DESOBOOK_CHECK(plan.size() == schema.fields.size());
  for (std::size_t i = from; i < plan.size() && reader.ok(); ++i) {
    const FieldSpec& spec = schema.fields[i];
    if (spec.since_version > context.version) continue;
    if (plan[i] != nullptr) {
      plan[i](reader, walk, operation);
    } else {
      SkipField(spec, reader, context);
    }
  }
}

std::optional<Operation> ReadOperation(Reader& reader, Walk walk) {
  static const std::vector<ReadInto>& head_plan =
      *new std::vector<ReadInto>(Plan(entries::kOperationHead));
  static const std::vector<ReadInto>& tail_plan =
      *new std::vector<ReadInto>(Plan(entries::kOperationTail));
  const auto version = ReadEntryHeader(kUtxoOperationType, reader);
  if (!version) return std::nullopt;
  if (walk.depth_left-- == 0) {
    reader.Fail("operations are nested too deeply");
    return std::nullopt;
  }
  const SchemaContext context = {*version, walk.depth_left};
  Operation operation;
  const std::uint64_t type = reader.Uvarint();
  if (type > kLastOperationType) reader.Fail("unknown operation type");
  operation.type = static_cast<OperationType>(type);
  ReadPlanned(entries::kOperationHead, head_plan, 1, context, walk, reader,
              operation);
  const Schema* field_62 = walk.metadata == OperationMetadata::kIncluded
                               ? entries::FindMetadataSchema(type)
                               : nullptr;
  if (field_62 != nullptr) SkipEntry(*field_62, reader, context);
  ReadPlanned(entries::kOperationTail, tail_plan, 0, context, walk, reader,
              operation);
  return operation;
}

std::vector<Operation> ReadOperations(Reader& reader, const Walk& walk) {
  return ReadList<Operation>(
      reader, [&walk](Reader& r) { return ReadOperation(r, walk); });
}

constexpr int kMaxDepth = 16;

}  // namespace

absl::StatusOr<Operation> DecodeOperation(ByteView entry,
                                          OperationMetadata metadata) {
  Reader reader(entry);
  return typed::Whole(ReadOperation(reader, {metadata, kMaxDepth}), reader,
                      "UtxoOperation");
}

absl::StatusOr<OperationLists> DecodeOperationBundle(
    ByteView entry, OperationMetadata metadata) {
  Reader reader(entry);
  std::optional<OperationLists> lists;
  if (ReadEntryHeader(kUtxoOperationBundleType, reader)) {
    const std::size_t count = reader.Count(1);
    lists.emplace();
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
      lists->push_back(ReadOperations(reader, {metadata, kMaxDepth}));
    }
  }
  return typed::Whole(std::move(lists), reader, "UtxoOperationBundle");
}

}  // namespace desobook::chain
