-- SCB publishes whole per cent and the number of persons, so the persons are an estimate: per cent times persons,
-- summed exactly and divided last; rounding leaves each DeSO a variance of (persons / 100)^2 / 12. A sum that lacks a part has no value and says why.
WITH resident AS (
  SELECT
    area_code,
    period,
    MAX(CASE WHEN measure = 'low_standard_percent' THEN value END) AS low_percent,
    MAX(CASE WHEN measure = 'persons' THEN value END) AS persons,
    MAX(CASE WHEN value IS NULL THEN status END) AS lacking,
    MAX(CASE WHEN status = 'provisional' THEN status END) AS provisional
  FROM stg_scb__child_low_standard_deso
  GROUP BY
    area_code,
    period
)
SELECT
  core_area_part.whole_code AS area_code,
  resident.period,
  '_T' AS sex,
  '_T' AS category,
  CASE
    WHEN COUNT(resident.low_percent * resident.persons) = MAX(core_area_part.parts)
    THEN SUM(resident.low_percent * resident.persons) / 100.0
  END AS numerator,
  CASE
    WHEN COUNT(resident.persons) = MAX(core_area_part.parts)
    THEN SUM(resident.persons)
  END AS denominator,
  SQRT(SUM(resident.persons * resident.persons / 120000.0)) AS numerator_error,
  COALESCE(
    MAX(resident.lacking),
    CASE WHEN COUNT(*) <> MAX(core_area_part.parts) THEN 'missing' END,
    MAX(resident.provisional),
    'final'
  ) AS status
FROM resident
JOIN core_area_part
  ON core_area_part.part_code = resident.area_code
WHERE
  core_area_part.whole_level IN ('deso', 'regso', 'ort', 'kommun')
GROUP BY
  core_area_part.whole_code,
  resident.period
