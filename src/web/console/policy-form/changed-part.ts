// What of a form's answers differs from what a layer says: only that is asked of the API, so that the audit log tells of
// nothing that stayed, and no connection ends for it.

import type { PolicyLayer } from '../../../core/policy/policy.ts';
import { changePolicy, type PolicyChange } from '../../../core/policy/policy-change.ts';
import type { PolicyResource } from '../../api/client/resources.ts';

/** What a resource says as a layer. */
export function layerOf({ ...says }: PolicyResource): PolicyLayer {
  return changePolicy({}, says).policy;
}

/** @param change - Its networks and countries in canonical form. */
export function changedPart(says: PolicyResource, change: PolicyChange): PolicyChange {
  const before = layerOf(says);
  return Object.fromEntries(
    Object.entries(change).flatMap(([field, value]) => {
      const kept = changedValue(Reflect.get(before, field), value);
      return kept === undefined ? [] : [[field, kept]];
    }),
  );
}

/** A value, or of values by door those that differ; `undefined`: all is as it was. */
function changedValue(before: unknown, value: unknown): unknown {
  if (!isByDoor(value)) return isSame(before, value) ? undefined : value;
  const doors = isByDoor(before) ? before : {};
  const differing = Object.entries(value).filter(([door, wanted]) => !isSame(doors[door], wanted));
  return differing.length === 0 ? undefined : Object.fromEntries(differing);
}

function isByDoor(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lists in whatever order they were written: none of them means anything by it. */
function isSame(before: unknown, wanted: unknown): boolean {
  return JSON.stringify(sorted(before ?? 'inherit')) === JSON.stringify(sorted(wanted));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return [...value].sort();
  if (!isByDoor(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, list]) => [name, sorted(list)]));
}
