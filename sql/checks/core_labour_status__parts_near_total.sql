-- severity: warn
-- reason: SCB protects the values, so employed and unemployed may differ from the labour force, and that with those outside from the total, by a few persons in a DeSO; more than 15 points to a misread column.
-- skäl: SCB skyddar värdena, så sysselsatta och arbetslösa kan skilja sig från arbetskraften, och den tillsammans med dem utanför från totalen, med några personer i en DeSO; fler än 15 tyder på en felläst kolumn.
SELECT
  area_code,
  period,
  sex,
  MAX(CASE WHEN labour_status = 'employed' THEN persons END) AS employed,
  MAX(CASE WHEN labour_status = 'unemployed' THEN persons END) AS unemployed,
  MAX(CASE WHEN labour_status = 'labour_force' THEN persons END) AS labour_force,
  MAX(CASE WHEN labour_status = 'outside' THEN persons END) AS outside,
  MAX(CASE WHEN labour_status = '_T' THEN persons END) AS persons
FROM core_labour_status
WHERE
  level = 'deso'
GROUP BY
  area_code,
  period,
  sex
HAVING
  ABS(
    SUM(
      CASE labour_status
        WHEN 'employed' THEN persons
        WHEN 'unemployed' THEN persons
        WHEN 'labour_force' THEN -persons
        ELSE 0
      END
    )
  ) > 15
  OR ABS(
    SUM(
      CASE labour_status
        WHEN 'labour_force' THEN persons
        WHEN 'outside' THEN persons
        WHEN '_T' THEN -persons
        ELSE 0
      END
    )
  ) > 15
