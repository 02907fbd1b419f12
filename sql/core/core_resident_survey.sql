-- Answers to the municipalities' own surveys for RegSO and every level built from it: `persons` who answered as the
-- measure counts, out of `answers`. A sum that lacks a part, or has a suppressed one, has no value and says why.
WITH reply AS (
  SELECT
    measure,
    area_code,
    period,
    sex,
    statistic,
    value,
    status
  FROM stg_ale__resident_survey
  UNION ALL
  SELECT
    measure,
    area_code,
    period,
    sex,
    statistic,
    value,
    status
  FROM stg_kungalv__resident_survey
), answered AS (
  SELECT
    measure,
    area_code,
    period,
    sex,
    MAX(CASE WHEN statistic = 'count' THEN value END) AS persons,
    MAX(CASE WHEN statistic = 'answers' THEN value END) AS answers,
    MAX(CASE WHEN value IS NULL THEN status END) AS lacking,
    MAX(CASE WHEN status = 'provisional' THEN status END) AS provisional
  FROM reply
  GROUP BY
    measure,
    area_code,
    period,
    sex
)
SELECT
  core_area_part.whole_code AS area_code,
  core_area_part.whole_level AS level,
  answered.period,
  answered.sex,
  answered.measure,
  CASE
    WHEN COUNT(answered.persons) = MAX(core_area_part.parts)
    THEN SUM(answered.persons)
  END AS persons,
  CASE
    WHEN COUNT(answered.answers) = MAX(core_area_part.parts)
    THEN SUM(answered.answers)
  END AS answers,
  COALESCE(
    MAX(answered.lacking),
    CASE WHEN COUNT(*) <> MAX(core_area_part.parts) THEN 'missing' END,
    MAX(answered.provisional),
    'final'
  ) AS status
FROM answered
JOIN core_area_part
  ON core_area_part.part_code = answered.area_code
WHERE
  core_area_part.whole_level IN ('regso', 'ort', 'kommun')
GROUP BY
  core_area_part.whole_code,
  core_area_part.whole_level,
  answered.period,
  answered.sex,
  answered.measure
