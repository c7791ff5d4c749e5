-- Until the transaction ends nothing new is found, and nobody else accepts anything.
lock table known_traits in share row exclusive mode
