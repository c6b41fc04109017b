// Codes by SMS on a whole site, by a real kannel and its message centre: from the number that somebody names at the first
// sign-in to the mail at the next one (R2.4, R7.4).

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodesSite, recoveryCodesIn, startCodesSite } from '../../support/codes-site.ts';
import { lacks } from '../../support/programs.ts';
import { ROUNDCUBE_SITE } from '../../support/roundcube-site.ts';
import { KANNEL, KANNEL_PASSWORD, KANNEL_USER, type Kannel, startKannel } from '../../support/servers/kannel.ts';
import { HOST, submitPageForm } from '../../support/webmail-door.ts';

const NUMBER = '+491701234567';
const ENROLMENT = '/.postern/enrolment';

describe.skipIf(lacks(...ROUNDCUBE_SITE, ...KANNEL))('codes by SMS on a whole site', () => {
  let kannel: Kannel;
  let site: CodesSite;

  beforeAll(async () => {
    kannel = await startKannel();
    site = await startCodesSite({
      people: ['alice', 'bob'],
      more: `sms:
  gateway: { kind: kannel, url: "${kannel.url}", name: ${KANNEL_USER}, password: ${KANNEL_PASSWORD}, sender: Example }
  allowed-prefixes: ['+49']
  default-country: DE`,
    });
  });
  afterAll(async () => {
    await site[Symbol.asyncDispose]();
    await kannel[Symbol.asyncDispose]();
  });

  /** The next text at the message centre: its words, and the code of its origin-bound last line. */
  async function nextText(from: number): Promise<{ readonly text: string; readonly code: string }> {
    // The fake message centre speaks in lines, and takes one text of two for two.
    const origin = HOST.replaceAll('.', '\\.');
    const sent = new RegExp(`<Example \\${NUMBER} text [^>]*>\n[^<]*<@${origin} #([0-9]{6})>`);
    const [text, code = ''] = await kannel.received.waitFor(sent, { from });
    return { text, code };
  }

  it('reach the number that was named, open the webmail, and are written down nowhere', async () => {
    const alice = site.person('alice');
    const client = await site.pending(alice);
    let mark = kannel.received.mark();
    const asked = await submitPageForm(
      client,
      `${ENROLMENT}?kind=sms`,
      { destination: '0170 1234567' },
      `${ENROLMENT}/send`,
    );
    expect(asked.status).toBe(303);
    const verification = await nextText(mark);
    const enrolled = await submitPageForm(
      client,
      `${ENROLMENT}?kind=sms`,
      { code: verification.code, name: 'Mobile' },
      ENROLMENT,
    );
    expect(recoveryCodesIn(enrolled.text())).toHaveLength(10);

    const next = await site.pending(alice);
    mark = kannel.received.mark();
    expect(await site.challenge(next)).toContain('We sent a code by text message to');
    const { text, code } = await nextText(mark);
    expect(text).toContain(`${code} is your code for`);
    await site.answer(next, { code });
    expect(await site.isOpen(next)).toBe(true);

    const { stores } = site.door.postern.node.state;
    const said = JSON.stringify([site.door.postern.logged, await stores.audit.search({}, { limit: 1_000 })]);
    for (const secret of [verification.code, code]) {
      expect(said).not.toMatch(new RegExp(`(?<![\\w.-])${secret}(?![\\w.-])`));
    }
    expect(`${said}\n${await site.written()}`).not.toContain(NUMBER.slice(1));
    expect(said).not.toContain(KANNEL_PASSWORD);
  });

  it('go to no other country, whoever asks (P-30)', async () => {
    const client = await site.pending(site.person('bob'));
    const mark = kannel.received.mark();
    const refused = await submitPageForm(
      client,
      `${ENROLMENT}?kind=sms`,
      { destination: '+44 7700 900123' },
      `${ENROLMENT}/send`,
    );
    expect(refused.status).toBe(422);
    expect(refused.text()).toContain('We can’t send to this number');
    expect(kannel.received.text(mark)).not.toContain('7700900123');
  });
});
