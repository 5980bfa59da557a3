#include "engine/rules/limit_order_matching.h"

#include "engine/rules/basic_transfer.h"

namespace desobook {
namespace {

// DESO moves freely; a token only if its profile exists and permits it.
bool MayTransfer(LedgerView& view, const Pkid& coin, const PublicKey& sender,
                 const PublicKey& receiver) {
  if (coin == kDesoPkid) return true;
  const ProfileEntry* profile = view.Profile(coin);
  return profile != nullptr &&
         CheckTransferRestriction(view, *profile, sender, receiver).ok();
}

}  // namespace

MatchVerdict JudgeMaker(LedgerView& view, const OrderEntry& taker,
                        const OrderEntry& maker) {
  if (maker.selling != taker.buying || maker.buying != taker.selling ||
      !PriceAllows(taker, maker)) {
    return MatchVerdict::kSkip;
  }
  const PublicKey taker_key = view.PublicKeyOf(taker.transactor);
  const PublicKey maker_key = view.PublicKeyOf(maker.transactor);
  if (!MayTransfer(view, taker.buying, maker_key, taker_key) ||
      !MayTransfer(view, taker.selling, taker_key, maker_key)) {
    return MatchVerdict::kSkip;
  }
  return maker.transactor == taker.transactor ? MatchVerdict::kOwnOrder
                                              : MatchVerdict::kMatch;
}

}  // namespace desobook
