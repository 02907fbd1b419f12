-- The National Public Health Survey's tables side by side: share, limits of its interval and number of answers.
WITH answer AS (
  SELECT
    'folkhalsomyndigheten__self_rated_health' AS dataset,
    measure,
    area_code,
    period,
    sex,
    statistic,
    value,
    status
  FROM stg_folkhalsomyndigheten__self_rated_health
  UNION ALL
  SELECT
    'folkhalsomyndigheten__psychological_health' AS dataset,
    measure,
    area_code,
    period,
    sex,
    statistic,
    value,
    status
  FROM stg_folkhalsomyndigheten__psychological_health
  UNION ALL
  SELECT
    'folkhalsomyndigheten__social_relations' AS dataset,
    measure,
    area_code,
    period,
    sex,
    statistic,
    value,
    status
  FROM stg_folkhalsomyndigheten__social_relations
  UNION ALL
  SELECT
    'folkhalsomyndigheten__living_habits' AS dataset,
    measure,
    area_code,
    period,
    sex,
    statistic,
    value,
    status
  FROM stg_folkhalsomyndigheten__living_habits
)
SELECT
  dataset,
  measure,
  area_code,
  period,
  sex,
  MAX(CASE WHEN statistic = 'value' THEN value END) AS value,
  MAX(CASE WHEN statistic = 'lower' THEN value END) AS lower,
  MAX(CASE WHEN statistic = 'upper' THEN value END) AS upper,
  MAX(CASE WHEN statistic = 'answers' THEN value END) AS answers,
  COALESCE(MAX(CASE WHEN statistic = 'value' THEN status END), 'missing') AS status
FROM answer
GROUP BY
  dataset,
  measure,
  area_code,
  period,
  sex
