/** Listeners of a practice node. A listener's error is the listener's: it is thrown apart, not into the node's work. */
import type { NodeEvents } from './types.ts';

type Listener<Name extends keyof NodeEvents> = (what: NodeEvents[Name]) => void;

export interface Announcer {
  on<Name extends keyof NodeEvents>(event: Name, listener: Listener<Name>): () => void;
  announce<Name extends keyof NodeEvents>(event: Name, what: NodeEvents[Name]): void;
}

export function createAnnouncer(): Announcer {
  const listeners: { readonly [Name in keyof NodeEvents]: Set<Listener<Name>> } = {
    block: new Set(),
    disconnected: new Set(),
    tx: new Set(),
    removed: new Set(),
  };
  return {
    on(event, listener) {
      listeners[event].add(listener);
      return () => void listeners[event].delete(listener);
    },
    announce(event, what) {
      for (const listener of listeners[event]) {
        try {
          listener(what);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}
