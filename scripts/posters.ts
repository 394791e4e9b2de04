/** `npm run posters`: finds the poster of every movie on TMDB, once, and adds the list to a release. */
import { YamrError } from '#core/errors';
import { TMDB_IMAGES } from '#core/posters-file';
import { integerBetween, runCommand } from './command.ts';
import { openFoundPosters } from './posters/found-posters.ts';
import { addPosters, findPosters, readCatalogue } from './posters/resolve.ts';
import { TMDB_API } from './posters/tmdb.ts';

interface PostersOptions {
  readonly release: string;
  readonly found: string;
  readonly rate: number;
  readonly api: string;
  readonly images: string;
}

await runCommand<PostersOptions>({
  name: 'posters',
  description:
    'Asks TMDB for the poster of every movie of a release and adds the list to it. TMDB_TOKEN holds the token (themoviedb.org/settings/api). Run it before the release is published; run it again to go on.',
  setUp: (command) => {
    command
      .requiredOption('--release <dir>', 'the release folder')
      .option('--found <file>', 'what was found before; added to', '.data/posters.csv')
      .option('--rate <n>', 'requests a second, at most', integerBetween(1, 50), 30)
      .option('--api <url>', 'TMDB’s API', TMDB_API)
      .option(
        '--images <url>',
        'where browsers load posters from: TMDB, or a path of your site',
        TMDB_IMAGES
      );
  },
  run: async ({ release, found: file, rate, api, images }, { progress, signal, print }) => {
    const token = process.env['TMDB_TOKEN']?.trim();
    if (!token) {
      throw new YamrError(
        'bad-input',
        'TMDB_TOKEN is not set: take a read access token from themoviedb.org/settings/api. Without posters YAMR draws its own.'
      );
    }
    if (!URL.canParse(api) || !/^https?:/.test(api)) {
      throw new YamrError('bad-input', `${api} is not the address of an API.`);
    }
    const { manifest, catalogue } = await readCatalogue(release);
    const found = await openFoundPosters(file);
    const baseUrl = api.replace(/\/+$/, '');
    const asked = await findPosters(catalogue.tmdbId, found, rate, { baseUrl, token, signal, progress });
    const count = await addPosters(release, manifest, catalogue, found, images.replace(/\/+$/, ''));
    print(
      `${manifest.version}: posters of ${count} of ${catalogue.movieId.length} movies (${asked} asked for now)`
    );
  }
});
