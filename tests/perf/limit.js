/**
 * A time limit that stands still while files are handed to a page: that is Playwright's work, not ours.
 * @param {number} limitMs
 */
export function makeLimit(limitMs) {
  let reject;
  const reached = new Promise((_, no) => {
    reject = no;
  });
  reached.catch(() => undefined);
  const sentence = `not done within its limit of ${Math.round(limitMs / 1000)} s`;
  let isReached = false;
  let leftMs = limitMs;
  let startedMs = 0;
  let timer;
  const go = () => {
    startedMs = Date.now();
    timer = setTimeout(() => {
      isReached = true;
      reject(new Error(sentence));
    }, leftMs);
  };
  const hold = () => {
    clearTimeout(timer);
    leftMs -= Date.now() - startedMs;
  };
  go();
  return {
    /** Rejects when the time is up. */
    reached,
    isReached: () => isReached,
    sentence,
    /** Does not count `work`, which needs a limit of its own. */
    pauseFor: async (work) => {
      hold();
      try {
        return await work();
      } finally {
        if (!isReached) go();
      }
    },
    end: () => clearTimeout(timer),
  };
}
