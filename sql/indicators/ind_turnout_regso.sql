-- A sum that lacks a RegSO, or has one without a value, has no value and says why.
WITH resident AS (
  SELECT
    area_code,
    period,
    sex,
    MAX(CASE WHEN measure = 'voters' THEN value END) AS voters,
    MAX(CASE WHEN measure = 'electors' THEN value END) AS electors,
    MAX(CASE WHEN value IS NULL THEN status END) AS lacking,
    MAX(CASE WHEN status = 'provisional' THEN status END) AS provisional
  FROM stg_scb__turnout_regso
  GROUP BY
    area_code,
    period,
    sex
)
SELECT
  core_area_part.whole_code AS area_code,
  resident.period,
  resident.sex,
  '_T' AS category,
  CASE
    WHEN COUNT(resident.voters) = MAX(core_area_part.parts)
    THEN SUM(resident.voters)
  END AS numerator,
  CASE
    WHEN COUNT(resident.electors) = MAX(core_area_part.parts)
    THEN SUM(resident.electors)
  END AS denominator,
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
  core_area_part.whole_level IN ('regso', 'ort', 'kommun')
GROUP BY
  core_area_part.whole_code,
  resident.period,
  resident.sex
