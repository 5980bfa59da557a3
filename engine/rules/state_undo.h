// What a flush changed in a base, so that it can be taken back.

#ifndef DESOBOOK_ENGINE_RULES_STATE_UNDO_H_
#define DESOBOOK_ENGINE_RULES_STATE_UNDO_H_

#include "engine/rules/state.h"

#pragma GCC visibility push(default)

namespace desobook {

// Plain data in the shape of states, so that whatever writes a state writes
// this too.
template <OrderBook Book>
struct StateUndo {
  State<Book> previous;  // keys that were there, with their values
  State<Book> created;   // keys that were not; the values mean nothing

  // Adds what flushing `view` into `base` is about to change. Of several
  // captures the first one of a key counts: together they lead back to before
  // the first.
  void Capture(const View<Book>& view, const State<Book>& base);
  // Takes the changes back; returns the undo of that.
  StateUndo ApplyTo(State<Book>& base) const;
};

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_RULES_STATE_UNDO_H_
