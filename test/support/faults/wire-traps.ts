/** A piece of what one connection carries, and what all of them carried before it. */
export type WirePiece = {
  connection: object;
  direction: 'up' | 'down';
  bytes: Buffer;
  passed: { up: number; down: number; commits: number };
  /** COMMITs in this piece: none or one. */
  commits: number;
};

/** `spring`: how many bytes of a piece still go through before its connection fails; null when it does not fail here. */
export type WireTrap = { says: string; spring(piece: WirePiece): number | null };

/** At the n-th byte that goes to the server, or comes from it. */
export function atByte(direction: 'up' | 'down', number: number): WireTrap {
  return {
    says: `at byte ${number} ${direction}`,
    spring(piece) {
      if (piece.direction !== direction) return null;
      const before = number - piece.passed[direction];
      return before <= piece.bytes.length ? before : null;
    },
  };
}

/** What becomes of a COMMIT: it does not reach the server, or it does and its answer reaches nobody. */
export type CommitSide = 'before' | 'behind';

/** The n-th COMMIT. */
export function atCommit(number: number, side: CommitSide): WireTrap {
  return atCommitWhere(`${side} COMMIT ${number}`, side, ({ passed }) => passed.commits + 1 === number);
}

/** The COMMIT of the first transaction that has a statement with these words. */
export function atCommitOf(words: string, side: CommitSide): WireTrap {
  const spoken = new WeakSet<object>();
  return atCommitWhere(`${side} the COMMIT of "${words}"`, side, ({ connection, bytes, commits }) => {
    if (bytes.includes('begin; ')) spoken.delete(connection);
    if (bytes.includes(words)) spoken.add(connection);
    return commits === 1 && spoken.has(connection);
  });
}

function atCommitWhere(says: string, side: CommitSide, isMeant: (piece: WirePiece) => boolean): WireTrap {
  let committing: object | null = null;
  const spring = (piece: WirePiece): number | null => {
    if (piece.direction === 'down') return piece.connection === committing ? 0 : null;
    if (!isMeant(piece) || piece.commits === 0) return null;
    if (side === 'before') return 0;
    committing = piece.connection;
    return null;
  };
  return { says, spring };
}
