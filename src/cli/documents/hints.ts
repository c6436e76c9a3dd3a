/** Hints as commands tell them: in the form of the review's findings, and as JSON with the same words. */
import { findingLines } from '../../core/review/describe-verdict.ts';
import { type Hint, hintEntry } from '../../watch/hints/catalogue.ts';

export function hintsJson(hints: readonly Hint[]): readonly Readonly<Record<string, string>>[] {
  return hints.map(({ code, severity, at, message }) => {
    const { meaning, action } = hintEntry(code);
    return { code, severity, at, message, meaning, action };
  });
}

/** With a title; nothing where there is nothing to say. */
export function hintLines(hints: readonly Hint[], title: string): string[] {
  return hints.length === 0 ? [] : ['', title, ...findingLines(hints, hintEntry)];
}
