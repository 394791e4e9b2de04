import { describe, expect, it } from 'vitest';
import type { FiguresAtOneCount, Figures } from './figures.ts';
import { judgeRetrain, type GateEvidence } from './gate.ts';

const good: FiguresAtOneCount = {
  rmse: 0.87,
  ndcg10: 0.45,
  coverage10: 0.015,
  overlap10: 0.25,
  interval80: 0.8,
  newcomers: 122,
  hidden: 9000
};
/** Like `good` at every K, changed at those of `at`. */
const figures = (change: Partial<FiguresAtOneCount> = {}, at = [0, 1, 3, 5, 10, 20]): Figures =>
  [0, 1, 3, 5, 10, 20].map((revealed) => [revealed, { ...good, ...(at.includes(revealed) && change) }]);
const evidence = (change: Partial<GateEvidence> = {}): GateEvidence => ({
  figures: figures(),
  reference: figures(),
  inUse: figures(),
  quantisation: { rmse: 0.001, ndcg10: -0.002 },
  golden: { caseCount: 7, problems: [] },
  sizes: [{ what: 'release', kb: 1250, limitKb: 1800 }],
  data: { ratings: 101_000, movieLensRatings: 100_836, ratingsInUse: 100_836, largestVisitor: 164 },
  ...change
});
const refused = (change: Partial<GateEvidence>): string[] =>
  judgeRetrain(evidence(change)).flatMap(({ name, outcome }) => (outcome === 'refused' ? [name] : []));
const own = (change: Partial<FiguresAtOneCount>, at?: number[]): Partial<GateEvidence> => ({
  figures: figures(change, at)
});
const bothRmse = ['RMSE against the recipe in use', 'RMSE against the release in use'];
const bothNdcg = ['NDCG@10 against the recipe in use', 'NDCG@10 against the release in use'];

describe('the gate', () => {
  it('lets a model pass that is as good as the one in use, and says so in sentences', () => {
    const checks = judgeRetrain(evidence());
    expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    for (const { evidence: sentence } of checks) expect(sentence).toMatch(/^[A-Z].+\.$/);
  });

  it('lets the same recipe pass with another seed: what was measured between seeds', () => {
    const another: Figures = [
      [0, { ...good, rmse: 0.8701, ndcg10: 0.4469, interval80: 0.833 }],
      [1, { ...good, rmse: 0.8708, ndcg10: 0.4542, interval80: 0.83 }],
      [3, { ...good, rmse: 0.8714, ndcg10: 0.4437, interval80: 0.843 }],
      [5, { ...good, rmse: 0.8711, ndcg10: 0.456, interval80: 0.818 }],
      [10, { ...good, rmse: 0.8725, ndcg10: 0.4372, interval80: 0.818, coverage10: 0.0138 }],
      [20, { ...good, rmse: 0.869, ndcg10: 0.4428, interval80: 0.815 }]
    ];
    expect(refused({ figures: another })).toEqual([]);
  });

  it('refuses what was fitted to ratings of which a tenth is noise: what was measured', () => {
    const losses = [0.0139, 0.0128, 0.0167, 0.0155, 0.0134, 0.0107];
    const intervals = [0.827, 0.847, 0.86, 0.862, 0.871, 0.87];
    const noisy = figures().map(([revealed, at], k): Figures[number] => [
      revealed,
      { ...at, rmse: at.rmse + (losses[k] ?? 0), interval80: intervals[k] ?? 0 }
    ]);
    expect(refused({ figures: noisy })).toEqual([...bothRmse, 'Calibration']);
  });

  it.each([0, 1, 3, 5, 10, 20])('sees a loss after %i ratings alone', (revealed) => {
    expect(refused(own({ rmse: 0.8761 }, [revealed]))).toEqual(bothRmse);
    expect(refused(own({ ndcg10: 0.4249 }, [revealed]))).toEqual(bothNdcg);
    expect(refused(own({ rmse: 0.8759, ndcg10: 0.4251 }, [revealed]))).toEqual([]);
  });

  it('sees a loss that is small everywhere', () => {
    expect(refused(own({ ndcg10: 0.437 }))).toEqual(bothNdcg);
    expect(refused(own({ ndcg10: 0.439 }))).toEqual([]);
  });

  describe('asks for taste', () => {
    const taste: Partial<FiguresAtOneCount> = {
      mirrorOverlap10: 0.4,
      belowOwnMean20: 0.03,
      netGain10: 1.8,
      tailRecall20: 0.3,
      genreDistance20: 0.26,
      farGenreDistance20: 0.25,
      languageDistance20: 0.2,
      farLanguageDistance20: 0.3,
      decadeDistance20: 0.2,
      farDecadeDistance20: 0.25,
      seriesCrowding20: 1.2
    };
    const shown = { genres: { mean: 0.55 }, languages: { mean: 0.45 }, oppositesShared10: 3 };
    const known = (change: Partial<FiguresAtOneCount> = {}, people: Partial<typeof shown> = {}) => ({
      reference: figures(taste),
      inUse: figures(taste),
      figures: figures({ ...taste, ...change }),
      tastes: { own: { ...shown, ...people }, reference: shown, inUse: shown }
    });
    const lists = ['Taste of the lists against the recipe in use', 'Taste of the lists against the release in use']; // prettier-ignore
    const people = ['People of one taste against the recipe in use', 'People of one taste against the release in use']; // prettier-ignore

    it('and lets pass what keeps it, within what another seed changes', () => {
      expect(refused(known())).toEqual([]);
      const other = {
        mirrorOverlap10: 0.422,
        netGain10: 1.757,
        tailRecall20: 0.293,
        decadeDistance20: 0.207
      };
      expect(refused(known(other, { genres: { mean: 0.545 } }))).toEqual([]);
    });

    it.each<[string, Partial<FiguresAtOneCount>]>([
      ['a list that is the mirror’s too', { mirrorOverlap10: 0.45 }],
      ['movies below the own mean', { belowOwnMean20: 0.06 }],
      ['less net gain', { netGain10: 1.6 }],
      ['less niche recall', { tailRecall20: 0.28 }],
      ['genres far from the profile', { genreDistance20: 0.28 }],
      ['genres far from an unusual profile', { farGenreDistance20: 0.28 }],
      ['languages far from the profile', { languageDistance20: 0.23 }],
      ['languages far from an unusual profile', { farLanguageDistance20: 0.34 }],
      ['decades far from the profile', { decadeDistance20: 0.23 }],
      ['decades far from an unusual profile', { farDecadeDistance20: 0.29 }],
      ['lists full of one series', { seriesCrowding20: 2 }],
      ['a figure that was lost', { netGain10: NaN }]
    ])('refuses %s', (_, change) => {
      expect(refused(known(change))).toEqual(lists);
    });

    it('refuses what serves people of one taste worse, or hater and lover alike', () => {
      expect(refused(known({}, { genres: { mean: 0.5 } }))).toEqual(people);
      expect(refused(known({}, { languages: { mean: 0.39 } }))).toEqual(people);
      expect(refused(known({}, { oppositesShared10: 6 }))).toEqual(people);
    });

    it('says what was lost, or what was kept, in a sentence', () => {
      const sentences = (change: Partial<FiguresAtOneCount>): string[] =>
        judgeRetrain(evidence(known(change)))
          .filter(({ name }) => lists.includes(name))
          .map(({ evidence: sentence }) => sentence);
      expect(sentences({ netGain10: 1.6 })[0]).toBe(
        'Lost: net gain 1.600 (before: 1.800; 0.13 less is allowed).'
      );
      expect(sentences({})[0]).toMatch(/^Kept: overlap with the mirror 0\.400 .*\.$/);
    });

    it('judges on the rest where the release in use has no such figures, and where no series or language is known', () => {
      const before = known({ mirrorOverlap10: 0.9 }, { genres: { mean: 0.1 } });
      const alone = { ...before, inUse: figures(), tastes: { ...before.tastes, inUse: undefined } };
      expect(refused(alone)).toEqual([lists[0], people[0]]);
      const { seriesCrowding20: _series, languageDistance20: _language, ...fewer } = taste;
      const without = {
        ...known(),
        reference: figures(fewer),
        inUse: figures(fewer),
        figures: figures(fewer)
      };
      expect(refused(without)).toEqual([]);
    });
  });

  it('compares with the release in use only where it was judged on the same people', () => {
    const better = figures({ rmse: 0.8 });
    expect(refused({ inUse: better })).toEqual(['RMSE against the release in use']);
    const alone = judgeRetrain(evidence({ inUse: undefined }));
    expect(alone.filter(({ outcome }) => outcome !== 'passed')).toMatchObject([
      { name: 'Against the release in use', outcome: 'skipped' }
    ]);
  });

  it.each<[string, Partial<GateEvidence>, string]>([
    ['intervals too narrow', own({ interval80: 0.76 }), 'Calibration'],
    ['intervals too wide', own({ interval80: 0.84 }), 'Calibration'],
    ['intervals far off at one K', own({ interval80: 0.74 }, [10]), 'Calibration'],
    ['fewer movies in all lists', own({ coverage10: 0.011 }, [10]), 'Variety of the top 10s'],
    ['lists more alike', own({ overlap10: 0.36 }, [20]), 'Overlap of the top 10s'],
    ['precision lost', { quantisation: { rmse: 0.0031, ndcg10: 0 } }, 'Reduced precision'],
    ['lists lost to precision', { quantisation: { rmse: 0, ndcg10: 0.0051 } }, 'Reduced precision'],
    ['another list from the files', { golden: { caseCount: 7, problems: ['Case 1: no.'] } }, 'Golden cases'],
    ['no golden cases', { golden: { caseCount: 0, problems: [] } }, 'Golden cases'],
    ['too large', { sizes: [{ what: 'release', kb: 1801, limitKb: 1800 }] }, 'Size: release'],
    ['too few people', own({ newcomers: 99 }), 'Enough data'],
    ['too few hidden ratings', own({ hidden: 1999 }), 'Enough data'],
    [
      'ratings lost on the way',
      { data: { ratings: 79, movieLensRatings: 79, ratingsInUse: 100, largestVisitor: 0 } },
      'Enough data'
    ],
    [
      'one visitor with too much',
      { data: { ratings: 101_337, movieLensRatings: 100_836, largestVisitor: 501 } },
      'Influence of one person'
    ]
  ])('refuses %s', (_, change, name) => {
    expect(refused(change)).toEqual([name]);
  });

  it('refuses what could not be measured, each by its own check', () => {
    const nothing = {
      rmse: NaN,
      ndcg10: NaN,
      coverage10: NaN,
      overlap10: NaN,
      interval80: NaN,
      newcomers: NaN,
      hidden: NaN
    };
    const compared = [...bothRmse, ...bothNdcg, 'Variety of the top 10s', 'Overlap of the top 10s'].sort();
    const all = [...compared, 'Calibration', 'Enough data'].sort();
    expect(refused(own(nothing)).sort()).toEqual(all);
    expect(refused({ figures: [] }).sort()).toEqual(all);
    expect(refused({ figures: figures().slice(0, 5) }).sort()).toEqual(compared);
  });

  it('lets nobody force what does not reproduce its golden cases, and everything else', () => {
    const absolute = judgeRetrain(evidence()).filter(({ isAbsolute }) => isAbsolute);
    expect(absolute.map(({ name }) => name)).toEqual(['Golden cases']);
  });
});
