import { describe, expect, it } from 'vitest';
import { Ender } from '../../../../src/web/gate/ending.ts';

function heard() {
  const calls: string[] = [];
  return { calls, as: (name: string) => (): void => void calls.push(name) };
}

describe('an ending', () => {
  it('is told once to each who listens, and to nobody who has stopped', () => {
    const { calls, as } = heard();
    const ender = new Ender();
    const stopped = as('stopped');
    ender.addEventListener('abort', as('one'));
    ender.addEventListener('abort', stopped);
    ender.addEventListener('abort', as('two'));
    ender.removeEventListener('abort', stopped);
    ender.removeEventListener('abort', stopped);
    expect(ender.aborted).toBe(false);
    ender.abort();
    ender.abort();
    expect(ender.aborted).toBe(true);
    expect(calls).toEqual(['one', 'two']);
  });

  it('that comes is told to nobody whom another listener has removed, or who comes later', () => {
    const { calls, as } = heard();
    const ender = new Ender();
    const last = as('last');
    ender.addEventListener('abort', () => ender.removeEventListener('abort', last));
    ender.addEventListener('abort', last);
    ender.abort();
    ender.addEventListener('abort', as('later'));
    expect(calls).toEqual([]);
  });
});
