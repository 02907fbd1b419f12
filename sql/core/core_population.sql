-- Residents on 31 December for every level, summed from DeSO. Years with ages come from the table by age, the others
-- from the table of totals. A sum that lacks a part, or has one without a value, has no value and says why.
WITH age_part AS (
  SELECT
    whole,
    part,
    COUNT(*) OVER (PARTITION BY whole) AS parts
  FROM (VALUES
    ('_T', '_T'),
    ('0-4', '0-4'),
    ('0-19', '0-4'),
    ('0-19', '5-9'),
    ('0-19', '10-14'),
    ('0-19', '15-19'),
    ('20-24', '20-24')
  ) AS listed(whole, part)
), resident AS (
  SELECT
    area_code,
    period,
    sex,
    age,
    value,
    status
  FROM stg_scb__deso_population
  UNION ALL
  SELECT
    total.area_code,
    total.period,
    total.sex,
    total.age,
    total.value,
    total.status
  FROM stg_scb__deso_population_total AS total
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM stg_scb__deso_population AS by_age
      WHERE
        by_age.area_code = total.area_code
        AND by_age.period = total.period
        AND by_age.sex = total.sex
        AND by_age.age = total.age
    )
)
SELECT
  core_area_part.whole_code AS area_code,
  core_area_part.whole_level AS level,
  resident.period,
  resident.sex,
  age_part.whole AS age,
  CASE
    WHEN COUNT(resident.value) = MAX(core_area_part.parts) * MAX(age_part.parts)
    THEN SUM(resident.value)
  END AS persons,
  COALESCE(
    MAX(CASE WHEN resident.value IS NULL THEN resident.status END),
    CASE
      WHEN COUNT(*) <> MAX(core_area_part.parts) * MAX(age_part.parts)
      THEN 'missing'
    END,
    MAX(CASE WHEN resident.status = 'provisional' THEN resident.status END),
    'final'
  ) AS status
FROM resident
JOIN age_part
  ON age_part.part = resident.age
JOIN core_area_part
  ON core_area_part.part_code = resident.area_code
GROUP BY
  core_area_part.whole_code,
  core_area_part.whole_level,
  resident.period,
  resident.sex,
  age_part.whole
