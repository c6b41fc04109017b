import { describe, expect, it } from 'vitest';
import { GatewayHistory } from '../../../../src/core/messages/sms-gateway.ts';

const ACCEPTED = { kind: 'accepted' } as const;
const REFUSED = { kind: 'refused', reason: 'not a mobile' } as const;
const LATER = { kind: 'unavailable', reason: 'HTTP 503' } as const;

describe('what is known of a gateway', () => {
  it('is nothing at first, nor by what it refuses', () => {
    const history = new GatewayHistory();
    history.note(REFUSED, 1_000);
    expect(history.health()).toEqual({ state: 'unknown' });
  });

  it('is what it did last', () => {
    const history = new GatewayHistory();
    history.note(ACCEPTED, 1_000);
    expect(history.health()).toEqual({ state: 'up', lastAcceptedAt: 1_000 });
    history.note(LATER, 2_000);
    const lastFailure = { at: 2_000, reason: 'HTTP 503' };
    expect(history.health()).toEqual({ state: 'down', lastAcceptedAt: 1_000, lastFailure });
    history.note(ACCEPTED, 2_000);
    expect(history.health()).toEqual({ state: 'up', lastAcceptedAt: 2_000, lastFailure });
  });

  it('is down when it never did anything else than fail', () => {
    const history = new GatewayHistory();
    history.note(LATER, 2_000);
    expect(history.health().state).toBe('down');
  });

  it('is what a connection says, where there is one', () => {
    const history = new GatewayHistory();
    history.note(ACCEPTED, 1_000);
    expect(history.health('down')).toEqual({ state: 'down', lastAcceptedAt: 1_000 });
  });
});
