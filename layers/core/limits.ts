/**
 * Every limit that an input can run into, in one place. Sizes in bytes, shares as fractions of one.
 * A line that breaks one is a reject; a file that breaks one is a `file_error`. `docs/runbook.md` lists the codes.
 */
export const limits = {
  /** One line. A channel node with all its links is one line. */
  lineBytes: 16 * 1024 * 1024,
  /** One element of a file that is one array, such as an entity type with all its attributes: it is held in memory. */
  elementBytes: 64 * 1024 * 1024,
  /** Objects and arrays inside one another. PostgreSQL itself gives up at about 6,000. */
  nestingDepth: 200,
  /** UTF-8 bytes of an id: it is a btree key, and those end at 2,704 bytes. */
  idBytes: 512,
  /** |exponent| of a number: jsonb keeps numbers as numeric and writes every digit out. */
  numberExponent: 1000,
  /** What may come out of one compressed file. */
  decompressedBytes: 8 * 1024 * 1024 * 1024,
  /** Decompressed to compressed, looked at once `ratioAfterBytes` have come out. */
  decompressionRatio: 200,
  ratioAfterBytes: 1024 * 1024,
  /** What is kept of a rejected line; its full length is kept beside it. */
  rejectRawBytes: 64 * 1024,
  /** Rejects kept of a file that is refused because too many of its lines are bad. */
  rejectsKept: 1000,
  /** Rejects after which staging stops at once. */
  rejectsAtMost: 100_000,
  /** A file with fewer rejects than this is never refused for them, whatever their share. */
  rejectsTolerated: 20,
  /** A load that deletes no more records than this never trips the deletion guard. */
  deletionsTolerated: 20,
  /** What is usual of a feed is said by so many of its newest files, and by nothing while there are fewer than some. */
  usualFiles: 30,
  usualFilesAtLeast: 5,
  /** A file with fewer lines than this share of the smallest usual one is applied, and an alert says so. */
  usualShare: 0.5,
  /** A CSV whose number of rows differs by no more than this from what is usual is never held back for it. */
  exportRowsTolerated: 20,
  /** Share of the rows of a CSV that may lack a required value before the run is held back. */
  exportRejectShare: 0.1,
  /** A CSV with fewer such rows is never held back for them, whatever their share. */
  exportRejectsTolerated: 20,
  /** Traits of a feed that nobody has accepted: more are counted, and not kept. */
  driftKept: 1000,
  /** Traits that a feed is taken to have from the beginning. */
  traitsLearnt: 50_000,
  /** What one answer holds: that of a function ends at 6 MB. */
  answerBytes: 5_000_000,
  /** What an answer shows of a value; those of one record are shown whole up to the second limit, if one answer holds it. */
  valueCharacters: 8 * 1024,
  wholeValueCharacters: 1024 * 1024,
  /** A stored file larger than this is not planned: a plan has a minute or so, and people look at parts. */
  planBytes: 256 * 1024 * 1024,
  /** A configuration of exports that is imported or exported, as JSON: what goes through one request, Lambda's 6 MB. */
  configurationBytes: 5_000_000,
} as const;
