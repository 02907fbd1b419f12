-- Employed persons by industry for every level, summed from DeSO. The total is SCB's own figure: the values are
-- protected, so industries need not add up to it. A sum that lacks a part has no value and says why.
SELECT
  core_area_part.whole_code AS area_code,
  core_area_part.whole_level AS level,
  resident.period,
  resident.sex,
  resident.industry,
  CASE
    WHEN COUNT(resident.value) = MAX(core_area_part.parts)
    THEN SUM(resident.value)
  END AS persons,
  COALESCE(
    MAX(CASE WHEN resident.value IS NULL THEN resident.status END),
    CASE
      WHEN COUNT(*) <> MAX(core_area_part.parts)
      THEN 'missing'
    END,
    MAX(CASE WHEN resident.status = 'provisional' THEN resident.status END),
    'final'
  ) AS status
FROM stg_scb__deso_industry AS resident
JOIN core_area_part
  ON core_area_part.part_code = resident.area_code
GROUP BY
  core_area_part.whole_code,
  core_area_part.whole_level,
  resident.period,
  resident.sex,
  resident.industry
