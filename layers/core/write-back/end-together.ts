/**
 * Waits until all have ended, whatever becomes of them, so that nothing goes on unseen.
 * @param onFailure told of the first failure at once, to make the others end soon
 * @throws the first failure
 */
export async function endTogether(
  works: readonly Promise<void>[],
  onFailure: (reason: unknown) => void,
): Promise<void> {
  const watched = works.map((work) =>
    work.catch((error: unknown) => {
      onFailure(error);
      throw error;
    }),
  );
  for (const end of await Promise.allSettled(watched)) if (end.status === 'rejected') throw end.reason;
}
