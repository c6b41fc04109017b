// The languages: which one a person gets, and that every text is there, whole, in each.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../../../src/core/language.ts';
import { CATALOGS, type MessageKey } from '../../../../src/web/pages/i18n/catalogs.ts';
import { chooseLocale } from '../../../../src/web/pages/i18n/language.ts';
import type { Message } from '../../../../src/web/pages/i18n/messages.ts';
import { Words } from '../../../../src/web/pages/i18n/words.ts';
import { html } from '../../../../src/web/pages/markup.ts';
import { NOW } from '../../../support/pages-account.ts';
import { runs } from '../../../support/runs.ts';

const WEB = join(import.meta.dirname, '../../../../src/web');
const keys = Object.keys(CATALOGS.en) as MessageKey[];
const languages = Object.keys(LANGUAGES) as Language[];

function formsOf(message: Message): readonly string[] {
  return typeof message === 'string' ? [message] : Object.values(message);
}

function placeholders(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name))].toSorted();
}

function wordsOf(language: Language): Words {
  return new Words(chooseLocale(language, undefined), 'Europe/Berlin');
}

describe.each(languages)('the texts in %s', (language) => {
  it('are the same as in English, none missing and none too many', () => {
    expect(Object.keys(CATALOGS[language]).toSorted()).toEqual(keys.toSorted());
  });

  it('have the placeholders of the English ones, in every form', () => {
    for (const key of keys) {
      const wanted = [key, placeholders(formsOf(CATALOGS.en[key]).at(-1) ?? '')];
      for (const text of formsOf(CATALOGS[language][key])) expect([key, placeholders(text)]).toEqual(wanted);
    }
  });

  it('are never empty, and have no blank at an end', () => {
    for (const key of keys) for (const text of formsOf(CATALOGS[language][key])) expect(text).toMatch(/^\S(?:.*\S)?$/s);
  });

  it('have every form that the language counts with', () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const counted = keys.filter((key) => typeof CATALOGS[language][key] !== 'string');
    for (const key of counted) {
      // Millions, which Romance languages count with "many", are never counted here.
      const needed = categories.filter((category) => category !== 'many');
      expect(Object.keys(CATALOGS[language][key])).toEqual(expect.arrayContaining(needed));
    }
  });

  it('have apostrophes and dashes as they are printed', () => {
    for (const key of keys) for (const text of formsOf(CATALOGS[language][key])) expect(text).not.toMatch(/'|"| - /);
  });
});

describe('the texts', () => {
  it('are all used', () => {
    const sources = readdirSync(WEB, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/i18n.[a-z]{2}.[a-z-]+\.ts$/.test(name))
      .map((name) => readFileSync(join(WEB, name), 'utf8'))
      .join('\n');
    expect(keys.filter((key) => !sources.includes(`'${key}'`))).toEqual([]);
  });

  it('are translated where they are sentences', () => {
    const isSentence = (text: string) => text.split(' ').length > 4;
    for (const language of languages.filter((candidate) => candidate !== 'en')) {
      const same = keys.filter((key) => {
        const [text = ''] = formsOf(CATALOGS.en[key]);
        return isSentence(text) && formsOf(CATALOGS[language][key]).includes(text);
      });
      expect(same).toEqual([]);
    }
  });
});

describe('the choice of a language', () => {
  it.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'de', 'de-AT'],
    ['en;q=0.5,fr-CA;q=0.9', 'fr', 'fr-CA'],
    ['nl,pt-BR;q=0.7', 'pt', 'pt-BR'],
    ['de;q=0,es;q=0.1', 'es', 'es'],
    ['ja', 'ja', 'ja'],
    ['EN-gb', 'en', 'en-GB'],
    ['zh-Hant-TW', 'en', 'en'],
    ['*', 'en', 'en'],
    ['', 'en', 'en'],
    ['de-u-nu-arab-ca-buddhist', 'de', 'de'],
  ])('for %j is %s', (header, language, tag) => {
    expect(chooseLocale(undefined, header)).toMatchObject({ language, tag });
  });

  it('is the one that was made in the footer, written as the browser writes it', () => {
    expect(chooseLocale('en', 'de,en-GB;q=0.3')).toMatchObject({ language: 'en', tag: 'en-GB' });
    expect(chooseLocale('fr', 'de')).toMatchObject({ language: 'fr', tag: 'fr' });
  });

  it('is not swayed by a choice that there is not', () => {
    expect(chooseLocale('__proto__', 'de')).toMatchObject({ language: 'de' });
  });

  it('is always one of ours, whatever the header says', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (header, chosen) => {
        const { language, tag } = chooseLocale(chosen, header);
        expect(languages).toContain(language);
        expect(Intl.DateTimeFormat.supportedLocalesOf(tag)).toEqual([tag]);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('words', () => {
  it('count as each language counts', () => {
    expect(wordsOf('en').say('challenge.tries', { count: 1 })).toBe('You have 1 try left.');
    expect(wordsOf('en').say('challenge.tries', { count: 3 })).toBe('You have 3 tries left.');
    expect(wordsOf('fr').say('challenge.tries', { count: 0 })).toBe('Il vous reste 0 essai.');
    expect(wordsOf('ja').say('challenge.tries', { count: 1 })).toBe('あと 1 回試せます。');
  });

  it('put markup where a placeholder stands, and escape what is text', () => {
    const text = wordsOf('en').rich('challenge.use-factor', { name: html`<bdi>${'<My phone>'}</bdi>` });
    expect(String(text)).toBe('Use <bdi>&lt;My phone&gt;</bdi>');
  });

  it('do not read placeholders in what they are given', () => {
    expect(wordsOf('en').say('challenge.use-factor', { name: '{name}' })).toBe('Use {name}');
  });

  it('round a wait up', () => {
    const words = wordsOf('en');
    expect(words.duration(1)).toBe('1 second');
    expect(words.duration(23_500)).toBe('24 seconds');
    expect(words.duration(100_000)).toBe('2 minutes');
  });

  it('say how long ago something was', () => {
    const words = wordsOf('de');
    expect(words.ago(NOW - 5_000, NOW)).toBe('jetzt');
    expect(words.ago(NOW - 26 * 3_600_000, NOW)).toBe('gestern');
    expect(words.ago(NOW + 60_000, NOW)).toBe('jetzt');
  });

  it('name countries, and leave what is none as it is', () => {
    const words = wordsOf('es');
    expect(words.country('DE')).toBe('Alemania');
    expect(words.country('<b>')).toBe('<b>');
    expect(words.country('XX')).toBe('XX');
  });

  it('tell the time in the zone of the site, and name it', () => {
    expect(wordsOf('de').time(NOW)).toContain('14:05');
    expect(wordsOf('de').timeOfDay(NOW)).toMatch(/14:05 (?:MEZ|GMT\+1)/);
  });
});
