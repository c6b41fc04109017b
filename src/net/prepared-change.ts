// A change of settings in two steps, so that several parts change together or not at all: first everything that may fail,
// then the change itself.

/** What is ready to be changed. One of the two is called, once; neither fails. */
export interface PreparedChange {
  /** From now on it is so. */
  commit(): Promise<void>;
  /** It never was. */
  discard(): Promise<void>;
}

/** Of what only had to be made: nothing is left when it isn't used. */
export function prepared(change: () => void): PreparedChange {
  return {
    commit: async () => change(),
    discard: async () => undefined,
  };
}

/** Prepares one after the other. When one can't be, those before it are discarded, and its error is thrown. */
export async function prepareAll(steps: readonly (() => Promise<PreparedChange>)[]): Promise<PreparedChange> {
  const prepared: PreparedChange[] = [];
  const discard = async (): Promise<void> => {
    for (const change of prepared) await change.discard();
  };
  try {
    for (const prepare of steps) prepared.push(await prepare());
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    async commit() {
      for (const change of prepared) await change.commit();
    },
    discard,
  };
}
