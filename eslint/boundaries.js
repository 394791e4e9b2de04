/**
 * Owns the lint rule `yamr/boundaries`: who may import what (ARCHITECTURE.md, "Imports"). It resolves
 * relative and `#folder/` specifiers to a path in the repository, so every way of writing an import,
 * `import()` and re-exports included, meets the same two tables.
 */
import path from 'node:path';

/** Folders whose imports are limited to the listed paths and packages. The first match counts. */
const AREAS = [
  { folder: 'src/lib/core/', paths: ['src/lib/core/'], packages: ['valibot'] },
  { folder: 'src/', paths: ['src/'], deniedPackages: ['node:'] },
  {
    folder: '',
    paths: [
      'training/',
      'publishing/',
      'scripts/',
      'server/',
      'amplify/',
      'eslint/',
      'src/lib/core/',
      'src/lib/scorer/',
      '*'
    ]
  }
];

/** Packages that only one place of the code may know. */
const GUARDED_PACKAGES = [
  { packages: ['@tensorflow/'], owners: ['src/lib/scorer/', 'training/'] },
  { packages: ['comlink'], owners: ['src/lib/scorer/'] },
  { packages: ['idb'], owners: ['src/lib/ratings/db.ts'] },
  { packages: ['aws-amplify', '@aws-amplify/'], owners: ['src/lib/account/', 'amplify/'] }
];

const ALIASES = [
  [/^\$lib(?=\/|$)/, 'src/lib'],
  [/^#(core|scorer|release)(?=\/)/, 'src/lib/$1'],
  [/^#(training)(?=\/)/, '$1']
];
/** Tests and their fixtures import what they test, with whatever tools they need: they ship to nobody. */
const TEST_CODE = /^tests\/|\.test\.ts$/;

/** `a/` matches a scope or prefix, `a` the package itself and its subpaths. */
const isPackage = (specifier, name) =>
  name.endsWith('/') || name.endsWith(':')
    ? specifier.startsWith(name)
    : specifier === name || specifier.startsWith(`${name}/`);

/** `*` stands for files at the repository's root. */
const isInside = (target, folder) => (folder === '*' ? !target.includes('/') : target.startsWith(folder));

/** The path in the repository that a specifier means, or nothing for a package. */
function resolvePath(specifier, file) {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier);
  for (const [pattern, folder] of ALIASES) {
    if (pattern.test(specifier)) return specifier.replace(pattern, folder);
  }
  return undefined;
}

/** Why `file` may not import `specifier`, or nothing if it may. Both are paths with forward slashes. */
export function violation(file, specifier) {
  if (TEST_CODE.test(file)) return undefined;
  const area = AREAS.find(({ folder }) => file.startsWith(folder));
  const target = resolvePath(specifier, file);
  if (target !== undefined) {
    if (area.paths.some((folder) => isInside(target, folder))) return undefined;
    return `${area.folder || 'Code outside src'} may not import ${target}.`;
  }
  const guard = GUARDED_PACKAGES.find(({ packages }) => packages.some((name) => isPackage(specifier, name)));
  if (guard && !guard.owners.some((owner) => file.startsWith(owner))) {
    return `Only ${guard.owners.join(' and ')} may import ${specifier}.`;
  }
  const isListed = (names) => names.some((name) => isPackage(specifier, name));
  if (area.packages && !isListed(area.packages)) return `${area.folder} may not import ${specifier}.`;
  if (area.deniedPackages && isListed(area.deniedPackages))
    return `${area.folder} may not import ${specifier}.`;
  return undefined;
}

/** @type {import('eslint').Rule.RuleModule} */
const rule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { forbidden: '{{reason}} See ARCHITECTURE.md, "Imports".' }
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const check = ({ source }) => {
      if (source?.type !== 'Literal') return;
      const reason = violation(file, String(source.value));
      if (reason) context.report({ node: source, messageId: 'forbidden', data: { reason } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check
    };
  }
};

export default { meta: { name: 'yamr' }, rules: { boundaries: rule } };
