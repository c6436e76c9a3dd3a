/** Those in this process who want to know of changes. */
import type { ChangeListener } from './store.ts';

export interface Listeners {
  /** Gives a function that takes the listener out again. */
  add(listener: ChangeListener): () => Promise<void>;
  tell: ChangeListener;
  isEmpty(): boolean;
}

export function listenersOf(): Listeners {
  const listeners = new Set<ChangeListener>();
  return {
    add(listener) {
      // The same function may listen twice.
      const own: ChangeListener = (charterId) => listener(charterId);
      listeners.add(own);
      return async () => {
        listeners.delete(own);
      };
    },
    tell(charterId) {
      for (const listener of [...listeners]) listener(charterId);
    },
    isEmpty: () => listeners.size === 0,
  };
}
