-- The uplift, where the method asks for one: of the line, else of the contract, else of the policy.
SELECT
    *,
    CASE
        WHEN method <> 'uplift' THEN NULL
        WHEN line_uplift_bp IS NOT NULL THEN line_uplift_bp
        WHEN contract_uplift_bp IS NOT NULL THEN contract_uplift_bp
        WHEN policy_method = 'uplift' THEN policy_uplift_bp
        ELSE 0
    END AS uplift_bp,
    CASE
        WHEN method <> 'uplift' THEN NULL
        WHEN line_uplift_bp IS NOT NULL THEN 'line'
        WHEN contract_uplift_bp IS NOT NULL THEN 'contract'
        WHEN policy_method = 'uplift' THEN 'policy'
        ELSE 'none'
    END AS uplift_source
FROM {previous}
