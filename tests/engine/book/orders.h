// Small orders for tests: one-letter names, rates in whole base units.

#ifndef DESOBOOK_TESTS_ENGINE_BOOK_ORDERS_H_
#define DESOBOOK_TESTS_ENGINE_BOOK_ORDERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/amount/check.h"
#include "engine/amount/uint256.h"
#include "engine/amount/units.h"
#include "engine/book/oracle_book.h"
#include "engine/book/order.h"
#include "engine/txn/ids.h"

namespace desobook::test {

inline Pkid PkidNamed(char name) {
  Pkid pkid;
  pkid.bytes.fill(static_cast<std::uint8_t>(name));
  return pkid;
}

inline OrderId IdNamed(char name) {
  OrderId id;
  id.bytes.fill(static_cast<std::uint8_t>(name));
  return id;
}

// `hundredths` / 100 base units sold per base unit bought.
inline Rate RateOf(std::uint64_t hundredths) {
  const auto product = CheckedMul(kOneE38, Uint256(hundredths));
  DESOBOOK_CHECK(product.has_value());
  const auto rate = MulDivFloor(*product, Uint256(1), Uint256(100));
  DESOBOOK_CHECK(rate.has_value());
  return Rate(*rate);
}

// The token of these tests; its makers sell it for DESO (ASK) unless changed.
inline const Pkid kToken = PkidNamed('X');

struct OrderSpec {
  char id = '?';
  char owner = 'm';
  std::uint64_t rate_hundredths = 100;
  std::uint64_t quantity = 0;
  OrderSide side = OrderSide::kAsk;
  Pkid buying = kDesoPkid;
  Pkid selling = kToken;
  BlockHeight height = 1;
  FillType fill_type = FillType::kGoodTillCancelled;
};

inline OrderEntry MakeOrder(const OrderSpec& spec) {
  OrderEntry order;
  order.id = IdNamed(spec.id);
  order.transactor = PkidNamed(spec.owner);
  order.buying = spec.buying;
  order.selling = spec.selling;
  order.rate = RateOf(spec.rate_hundredths);
  order.quantity = BaseUnits(spec.quantity);
  order.side = static_cast<std::uint8_t>(spec.side);
  order.fill_type = static_cast<std::uint8_t>(spec.fill_type);
  order.height = spec.height;
  return order;
}

// The names of `orders`, in order.
inline std::string NamesOf(const std::vector<OrderEntry>& orders) {
  std::string names;
  for (const OrderEntry& order : orders) {
    names.push_back(static_cast<char>(order.id.bytes[0]));
  }
  return names;
}

// The names of a view's records by id; deleted ones are in lower case.
inline std::string RecordsOf(const OracleBook::View& view) {
  std::string names;
  for (const auto& [id, record] : view.records()) {
    const char name = static_cast<char>(id.bytes[0]);
    names.push_back(
        static_cast<char>(record.deleted ? name + ('a' - 'A') : name));
  }
  return names;
}

}  // namespace desobook::test

#endif  // DESOBOOK_TESTS_ENGINE_BOOK_ORDERS_H_
