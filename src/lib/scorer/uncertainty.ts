/**
 * Owns how much the model knows of a visitor: what is open of well-known movies, beside what is for somebody of whom nothing
 * is known. How their ratings scatter does not count, so it never goes backwards. Pure over a model's scores.
 */
import type { Scores, VisitorModel } from '#core/visitor-model';

/** Movies that it is measured on: evenly spread over those that most people could rate. */
const SAMPLE = 20;
const STRIDE = 15;

/** What is open without any rating; the scorer asks for that list first, when it starts. */
const blank = new WeakMap<VisitorModel, number>();

/** 0 to 1, 1 with no ratings; undefined where the model does not say. */
export function uncertaintyOf(model: VisitorModel, scores: Scores, ratingCount: number): number | undefined {
  const { opennessOf } = scores;
  if (!opennessOf) return undefined;
  let sum = 0;
  let count = 0;
  for (let row = 0; row < model.itemCount && count < SAMPLE; row += STRIDE, count++) sum += opennessOf(row);
  const mean = sum / count;
  if (ratingCount === 0) blank.set(model, mean);
  const before = blank.get(model);
  return before === undefined ? undefined : Math.min(1, mean / before);
}
