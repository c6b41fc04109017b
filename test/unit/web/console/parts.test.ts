// The parts of the console's pages: what they say, where they lead, and that no text of others becomes an element.

import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../../src/core/language.ts';
import type { ProblemResource } from '../../../../src/web/api/client/resources.ts';
import { PROBLEM_STATUS } from '../../../../src/web/api/problem.ts';
import type { ConsoleVisit } from '../../../../src/web/console/console-contract.ts';
import { consolePage } from '../../../../src/web/console/console-page.ts';
import { areaField, linesIn, versionField, versionIn } from '../../../../src/web/console/parts/fields.ts';
import { filterBar } from '../../../../src/web/console/parts/filters.ts';
import { progressBar } from '../../../../src/web/console/parts/lists.ts';
import { pager } from '../../../../src/web/console/parts/pager.ts';
import { problemNotice, problemOf } from '../../../../src/web/console/parts/problem-notice.ts';
import { fieldReason, problemText } from '../../../../src/web/console/parts/problem-words.ts';
import { pickBox, picked } from '../../../../src/web/console/parts/selection.ts';
import { dataTable } from '../../../../src/web/console/parts/table.ts';
import { chooseLocale } from '../../../../src/web/pages/i18n/language.ts';
import { Words } from '../../../../src/web/pages/i18n/words.ts';
import { html } from '../../../../src/web/pages/markup.ts';
import { ConsoleFixture } from '../../../support/console-fixture.ts';

function wordsFor(language: string): Words {
  return new Words(chooseLocale(language, undefined), 'UTC');
}

const EVIL = '<script>"\'&';

async function visitAt(address: string): Promise<ConsoleVisit> {
  let seen: ConsoleVisit | undefined;
  const get = async (visit: ConsoleVisit) => {
    seen = visit;
    return consolePage(visit, { section: 'mailboxes', title: 'x', body: html`x` });
  };
  const fixture = new ConsoleFixture({ routes: { '/mailboxes': { permission: 'mailboxes:read', get } } });
  await fixture.visit('GET', address, { cookie: fixture.begin('open') });
  if (!seen) throw new Error('the page was not reached');
  return seen;
}

describe('a table', () => {
  const columns = [
    { title: 'Address', isHeading: true, cell: (row: string) => row },
    { title: 'Count', isNumber: true, cell: () => 3 },
    { title: 'Change', isUntitled: true, cell: () => 'Change' },
  ];

  it('names its rows and columns for who can’t see it, and for cards', () => {
    const text = dataTable({ caption: 'Mailboxes', columns, rows: ['ann@example.com'], empty: 'none' }).toString();
    expect(text).toContain('<caption class="unseen">Mailboxes</caption>');
    expect(text).toContain('<th scope="row" role="rowheader" data-title="Address">ann@example.com</th>');
    expect(text).toContain('<td role="cell" class="number" data-title="Count"><div>3</div></td>');
    expect(text).toContain('<th scope="col" role="columnheader"><span class="unseen">Change</span></th>');
  });

  it('without rows is what says so', () => {
    expect(dataTable({ caption: 'Mailboxes', columns, rows: [], empty: 'none' }).toString()).toBe('none');
  });

  it('makes no element of what it holds', () => {
    const text = dataTable({
      caption: EVIL,
      columns: [{ title: EVIL, cell: () => EVIL }],
      rows: [1],
      empty: '',
    }).toString();
    expect(text).not.toContain('<script');
  });
});

describe('filters', () => {
  it('are removed one by one or all at once, and the list begins anew', async () => {
    const visit = await visitAt('/mailboxes?mode=always&domain=example.com&after=abc');
    const text = filterBar(visit, {
      path: '/mailboxes',
      fields: '',
      active: [{ text: 'Mode: always', names: ['mode'] }],
    }).toString();
    expect(text).toContain('href="/console/mailboxes?domain=example.com"');
    expect(text).toContain('<a class="clear" href="/console/mailboxes">');
    expect(text).toContain('method="get"');
  });
});

describe('a pager', () => {
  it('leads on by the cursor and back to the first page, with the filters', async () => {
    const first = pager(await visitAt('/mailboxes?mode=always'), 'c1')?.toString() ?? '';
    expect(first).toContain('href="/console/mailboxes?mode=always&amp;after=c1"');
    expect(first).not.toContain('First page');
    const last = pager(await visitAt('/mailboxes?mode=always&after=c1'), undefined)?.toString() ?? '';
    expect(last).toContain('href="/console/mailboxes?mode=always"');
    expect(last).not.toContain('Next page');
  });

  it('isn’t there for a list of one page', async () => {
    expect(pager(await visitAt('/mailboxes'), undefined)).toBeUndefined();
  });
});

describe('a selection', () => {
  it('is what its boxes were named for', async () => {
    const box = pickBox(await visitAt('/mailboxes'), 'ann@example.com').toString();
    const name = /name="([^"]+)"/.exec(box)?.[1] ?? '';
    expect(
      picked(
        new Map([
          [name, 'yes'],
          ['token', 'x'],
        ]),
      ),
    ).toEqual(['ann@example.com']);
  });
});

describe('a problem', () => {
  const problem = (
    code: string,
    problems?: readonly { readonly field: string; readonly reason: string }[],
  ): ProblemResource => ({
    type: 'about:blank',
    title: '',
    status: 422,
    code,
    detail: EVIL,
    ...(problems && { problems }),
  });

  it.each([
    ['unknown-mailbox', 'That isn’t there any more'],
    ['changed-meanwhile', 'Somebody else has changed this'],
    ['not-permitted', 'Your role doesn’t permit this.'],
    ['unavailable', 'can’t be done right now'],
  ])('with the code %s is told in the person’s words', async (code, text) => {
    const visit = await visitAt('/mailboxes');
    expect(problemNotice(visit, problem(code)).toString()).toContain(text);
  });

  it('that only another program knows the reason of is told as it tells it, harmless', async () => {
    const text = problemNotice(await visitAt('/mailboxes'), problem('password-refused')).toString();
    expect(text).toContain('The new password was refused where it is kept.');
    expect(text).toContain('&lt;script&gt;');
  });

  it('has a sentence in every language, whichever code it has', () => {
    for (const language of Object.keys(LANGUAGES)) {
      const words = wordsFor(language);
      const told = Object.keys(PROBLEM_STATUS).map((code) => problemText(words, code));
      expect(told).not.toContain(undefined);
    }
  });

  it('of a field is said in the language of the page', () => {
    const words = wordsFor('de');
    expect(fieldReason(words, 'has "x", which is no network such as 192.0.2.0/24')).toBe(
      'ist keine Liste von Netzen wie 192.0.2.0/24',
    );
    expect(fieldReason(words, 'something new')).toBe('something new');
  });

  it('names each field as the page names it', async () => {
    const given = problem('invalid', [
      { field: 'domains', reason: 'there is no such domain' },
      { field: 'constructor', reason: EVIL },
    ]);
    const text = problemNotice(await visitAt('/mailboxes'), given, { domains: 'Domains' }).toString();
    expect(text).toContain('<strong>Domains</strong>: <bdi>there is no such domain</bdi>');
    expect(text).toContain('<strong>constructor</strong>');
    expect(text).not.toContain('<script>');
    expect(problemOf(wordsFor('en'), given, 'domains')).toBe('there is no such domain');
  });
});

describe('fields', () => {
  it('of several lines give what stands in them', () => {
    expect(linesIn(new Map([['networks', ' 192.0.2.0/24 \r\n\n2001:db8::/32\r']]), 'networks')).toEqual([
      '192.0.2.0/24',
      '2001:db8::/32',
    ]);
    expect(areaField({ name: 'x', label: 'X', value: '</textarea><b>', maxLength: 10 }).toString()).toContain(
      '&lt;/textarea&gt;',
    );
  });

  it('carry the version that a change is made upon', () => {
    const field = versionField({ name: 'ann' }).toString();
    const value = /value="([^"]+)"/.exec(field)?.[1]?.replaceAll('&quot;', '"') ?? '';
    expect(versionIn(new Map([['version', value]]))).toEqual({
      ifMatch: expect.stringMatching(/^"[A-Za-z0-9_-]{27}"$/),
    });
    expect(versionIn(new Map())).toEqual({});
  });
});

describe('progress', () => {
  it('says how far it has come', async () => {
    const text = progressBar(await visitAt('/mailboxes'), 'Changing', { done: 1_234, all: 100_000 }).toString();
    expect(text).toContain('1,234 of 100,000');
    expect(text).toContain('max="100000" value="1234"');
  });
});
