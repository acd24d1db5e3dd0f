// Reads a GIFT file with the grammar of the npm package `gift-pegjs` and prints what it understood as JSON:
// a list of {type, id, stem, options, right, feedback}.
//
//     node read_gift.mjs FOLDER_WITH_NODE_MODULES FILE.gift
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const [folder, file] = process.argv.slice(2);
const { parse } = createRequire(`${resolve(folder)}/`)('gift-pegjs');
const text = value => value?.text ?? null;
const rows = [];
for (const found of parse(readFileSync(file, 'utf8'))) {
  if (found.type === 'Category' || found.type === 'Description') continue;
  const pairs = found.type === 'Matching' ? found.matchPairs : [];
  const choices = Array.isArray(found.choices) ? found.choices : [];
  const weight = choice => (choice.weight === null || choice.weight === undefined ? (choice.isCorrect ? 100 : 0) : choice.weight);
  rows.push({
    type: found.type,
    id: found.id ?? null,
    title: found.title ?? null,
    stem: text(found.stem),
    options: choices.map(choice => choice.text?.text ?? JSON.stringify(choice.text ?? choice.number)),
    weights: choices.map(weight),
    feedback: choices.filter(choice => text(choice.feedback)).length,
    pairs: pairs.length,
  });
}
console.log(JSON.stringify(rows));
