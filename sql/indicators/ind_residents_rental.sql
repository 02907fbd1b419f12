-- Residents of rented dwellings of all whose tenure is known. A sum that lacks a part, or has one without a value, has
-- no value and says why.
WITH resident AS (
  SELECT
    area_code,
    period,
    sex,
    MAX(CASE WHEN tenure = 'rented' THEN value END) AS rented,
    CASE WHEN COUNT(value) = 3 THEN SUM(value) END AS known,
    COALESCE(
      MAX(CASE WHEN value IS NULL THEN status END),
      CASE WHEN COUNT(*) <> 3 THEN 'missing' END
    ) AS lacking,
    MAX(CASE WHEN status = 'provisional' THEN status END) AS provisional
  FROM stg_scb__deso_tenure
  WHERE
    tenure IN ('owned', 'cooperative', 'rented')
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
    WHEN COUNT(resident.known) = MAX(core_area_part.parts)
    THEN SUM(resident.rented)
  END AS numerator,
  CASE
    WHEN COUNT(resident.known) = MAX(core_area_part.parts)
    THEN SUM(resident.known)
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
GROUP BY
  core_area_part.whole_code,
  resident.period,
  resident.sex
