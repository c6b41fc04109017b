// Addresses of the upstream, as a browser may see them.

import { describe, expect, it } from 'vitest';
import { publicRefresh, publicUrl, upstreamUrl } from '../../../../src/web/gate/http/public-url.ts';

const MAPPING = { publicOrigin: 'https://mail.example.com', upstreamOrigin: 'http://10.0.0.7:8080' };

describe('a location', () => {
  it.each([
    ['http://10.0.0.7:8080/a?b#c', 'https://mail.example.com/a?b#c'],
    ['HTTP://10.0.0.7:8080/%61//b', 'https://mail.example.com/%61//b'],
    ['http://10.0.0.7/', 'https://mail.example.com/'],
    ['http://10.0.0.7:8080', 'https://mail.example.com/'],
    ['http://10.0.0.7:8080?x', 'https://mail.example.com/?x'],
    ['//10.0.0.7:8080/a', 'https://mail.example.com/a'],
    ['http://mail.example.com/a', 'https://mail.example.com/a'],
    ['http://mail.example.com:8080/a', 'https://mail.example.com/a'],
    ['https://mail.example.com/a', 'https://mail.example.com/a'],
  ])('of the upstream is the site’s: %s', (location, expected) => {
    expect(publicUrl(location, MAPPING)).toBe(expected);
  });

  it.each([
    '/a',
    'a',
    '?a',
    '../a',
    'https://other.example.com/a',
    'http://10.0.0.7:9999/a',
    'http://mail.example.com.evil/',
    '//evil/a',
    'mailto:a@b',
    'http://[',
    '',
  ])('of anything else stays as it is: %s', (location) => {
    expect(publicUrl(location, MAPPING)).toBe(location);
  });
});

describe('a refresh', () => {
  it.each([
    ['5; url=http://10.0.0.7:8080/a', '5; url=https://mail.example.com/a'],
    ['0;URL="http://10.0.0.7:8080/a"', '0;URL="https://mail.example.com/a"'],
    ['5', '5'],
    ['5; url=/a', '5; url=/a'],
  ])('is the site’s: %s', (value, expected) => {
    expect(publicRefresh(value, MAPPING)).toBe(expected);
  });
});

describe('what a browser says of the public origin', () => {
  it.each([
    ['https://mail.example.com', 'http://10.0.0.7:8080'],
    ['https://mail.example.com/a', 'http://10.0.0.7:8080/a'],
    ['https://mail.example.com.evil/a', 'https://mail.example.com.evil/a'],
    ['null', 'null'],
  ])('is the upstream’s own: %s', (value, expected) => {
    expect(upstreamUrl(value, MAPPING)).toBe(expected);
  });
});
