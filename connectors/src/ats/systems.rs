//! Where each system writes tenant and job in its addresses.

use super::AtsJob;
use super::page::{Page, digits, leading_digits, uuid, value_after};

/// By the name of the host, which is the system's own.
pub(super) fn by_host(page: &Page<'_>) -> Option<AtsJob> {
    nordic(page).or_else(|| worldwide(page)).or_else(|| shared(page)).or_else(|| public(page))
}

/// By what a system leaves in addresses under its customers' own names.
pub(super) fn by_marks(page: &Page<'_>) -> Option<AtsJob> {
    if let Some(job) = page.number("gh_jid") {
        return AtsJob::named("greenhouse", "", &job);
    }
    // `/jobs/NUMBER-title` with the promotion that AF's links carry.
    page.query("promotion").filter(|promotion| leading_digits(promotion).len() >= 5)?;
    let job = page.leading_number_after("jobs").filter(|job| job.len() >= 5)?;
    AtsJob::named("teamtailor", "", job)
}

/// Systems of the Nordic countries with a host for each tenant.
fn nordic(page: &Page<'_>) -> Option<AtsJob> {
    if let Some(tenant) = page.tenant(".varbi.com") {
        let job = page.path.iter().find_map(|part| value_after(part, "jobid:"))?;
        return AtsJob::named("varbi", tenant, digits(job)?);
    }
    if let Some(tenant) = page.tenant(".powerinit.com") {
        return AtsJob::named("powerinit", tenant, &page.query("JobPositionId")?);
    }
    if page.tenant(".teamtailor.com").is_some() {
        return AtsJob::named("teamtailor", "", page.leading_number_after("jobs")?);
    }
    if let Some(tenant) = page.tenant(".contactrh.com") {
        return AtsJob::named("contactrh", tenant, digits(page.path.get(2)?)?)
            .filter(|_| page.path[0] == "jobs");
    }
    if let Some(tenant) = page.tenant(".easycruit.com") {
        let direct = page.after("vacancy").and_then(digits);
        let form = || page.after("application").and_then(digits);
        return AtsJob::named("easycruit", tenant, direct.or_else(form)?);
    }
    if let Some(tenant) = page.tenant(".reachmee.com") {
        let in_path = || page.after("ext").unwrap_or(tenant).to_owned();
        let installation = page.query("InstallationID").unwrap_or_else(in_path);
        let names = ["rmjob", "CommAdSeqNo", "job_id"];
        let job = names.iter().find_map(|name| page.number(name))?;
        return AtsJob::named("reachmee", &installation, &job);
    }
    if page.host.ends_with(".webcruiter.no") || page.host.ends_with(".webcruiter.com") {
        // Numbers of adverts are of all customers.
        let in_path = || page.after("Public").and_then(digits).map(str::to_owned);
        return AtsJob::named("webcruiter", "", &page.number("advertid").or_else(in_path)?);
    }
    if let Some(tenant) = page.tenant(".career.emply.com") {
        return AtsJob::named("emply", tenant, page.path.get(2)?)
            .filter(|_| page.path[0].eq_ignore_ascii_case("ad"));
    }
    None
}

/// Systems of other countries with a host for each tenant.
fn worldwide(page: &Page<'_>) -> Option<AtsJob> {
    let personio = [".jobs.personio.de", ".jobs.personio.com"];
    if let Some(tenant) = personio.iter().find_map(|suffix| page.tenant(suffix)) {
        return AtsJob::named("personio", tenant, digits(page.after("job")?)?);
    }
    if let Some(tenant) = page.tenant(".bamboohr.com") {
        let in_path = page.after("careers").or_else(|| page.after("jobs")).and_then(digits);
        let job = in_path.map(str::to_owned).or_else(|| page.number("id"))?;
        return AtsJob::named("bamboohr", tenant, &job);
    }
    if let Some(site) = page.tenant(".myworkdayjobs.com") {
        return workday(page, site.split('.').next()?);
    }
    if page.host.ends_with(".myworkdaysite.com") {
        return workday(page, page.after("recruiting")?);
    }
    if let Some(tenant) = page.tenant(".recruitee.com") {
        // Addresses have the ad's name, answers its number as well.
        return AtsJob::named("recruitee", tenant, page.after("o")?);
    }
    if let Some(portal) = page.tenant(".icims.com") {
        let (first, rest) = portal.split_once('-').unwrap_or(("", portal));
        let is_portal = ["careers", "career", "jobs"].iter().any(|word| first.ends_with(word));
        let tenant = if is_portal { rest } else { portal };
        return AtsJob::named("icims", tenant, digits(page.after("jobs")?)?);
    }
    let clouds = [".successfactors.com", ".successfactors.eu", ".sapsf.com", ".sapsf.eu"];
    if clouds.iter().any(|cloud| page.host.ends_with(cloud)) {
        let names = ["career_job_req_id", "jobId", "jobPipeline", "career_jobReqId"];
        let job = names.iter().find_map(|name| page.number(name))?;
        return AtsJob::named("successfactors", &page.query("company")?, &job);
    }
    if let Some(tenant) = page.tenant(".pinpointhq.com") {
        return AtsJob::named("pinpoint", tenant, page.after("postings")?);
    }
    if let Some(tenant) = page.tenant(".breezy.hr") {
        return AtsJob::named("breezy", tenant, page.after("p")?.split('-').next()?);
    }
    if let Some(tenant) = page.tenant(".applytojob.com") {
        return AtsJob::named("jazzhr", tenant, page.after("apply")?);
    }
    if let Some(account) = page.tenant(".workable.com") {
        return AtsJob::named("workable", "", page.after("j")?).filter(|_| account != "jobs");
    }
    None
}

/// The last part is, or ends in, the requisition's number: `Title_JR-1234`,
/// `R12345`; `/apply` may follow.
fn workday(page: &Page<'_>, tenant: &str) -> Option<AtsJob> {
    let at = page.path.iter().position(|part| *part == "job")?;
    let last = page.path[at + 1..].iter().take_while(|part| **part != "apply").last()?;
    let number = last.rsplit('_').next()?;
    AtsJob::named("workday", tenant, number)
        .filter(|job| job.job.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Systems that keep every tenant on one host.
fn shared(page: &Page<'_>) -> Option<AtsJob> {
    let at = |index: usize| page.path.get(index).copied();
    match page.host {
        "emp.jobylon.com" | "jobylon.com" | "www.jobylon.com" => {
            AtsJob::named("jobylon", "", page.leading_number_after("jobs")?)
        }
        "recruit.visma.com" => {
            let job = page.query("guidAssignment")?.replace('-', "");
            AtsJob::named("visma-recruit", "", &job).filter(|job| job.job.len() == 32)
        }
        "candidate.hr-manager.net" => {
            AtsJob::named("hr-manager", &page.query("cid")?, &page.number("ProjectId")?)
        }
        "apply.recman.page" | "apply.recman.no" => AtsJob::named("recman", "", &page.number("id")?),
        "pnty-apply.ponty-system.se" => AtsJob::named("ponty", at(0)?, &page.number("id")?),
        host if host.ends_with("workbuster.com") || host.ends_with("workbuster.se") => {
            AtsJob::named("workbuster", "", page.leading_number_after("jobs")?)
        }
        "boards.greenhouse.io"
        | "job-boards.greenhouse.io"
        | "boards.eu.greenhouse.io"
        | "job-boards.eu.greenhouse.io"
        | "boards-api.greenhouse.io" => greenhouse(page),
        "jobs.lever.co" | "jobs.eu.lever.co" => AtsJob::named("lever", at(0)?, uuid(at(1)?)?),
        "api.lever.co" | "api.eu.lever.co" => {
            AtsJob::named("lever", at(2)?, uuid(at(3)?)?).filter(|_| at(1) == Some("postings"))
        }
        "jobs.ashbyhq.com" => AtsJob::named("ashby", at(0)?, uuid(at(1)?)?),
        "jobs.smartrecruiters.com" | "careers.smartrecruiters.com" | "www.smartrecruiters.com" => {
            let from = usize::from(at(0) == Some("ni"));
            let number = leading_digits(at(from + 1)?);
            AtsJob::named("smartrecruiters", at(from)?, number).filter(|job| job.job.len() >= 9)
        }
        "api.smartrecruiters.com" => {
            AtsJob::named("smartrecruiters", page.after("companies")?, page.after("postings")?)
        }
        "apply.workable.com" => AtsJob::named("workable", "", page.after("j")?),
        "jobs.jobvite.com" => AtsJob::named("jobvite", at(0)?, page.after("job")?),
        _ => None,
    }
}

/// Ids are of all boards; an embedded form has its own address.
fn greenhouse(page: &Page<'_>) -> Option<AtsJob> {
    let in_path = page.after("jobs").and_then(digits).map(str::to_owned);
    let embedded = || page.number("token").filter(|_| page.path.first() == Some(&"embed"));
    let job = in_path.or_else(embedded).or_else(|| page.number("gh_jid"))?;
    AtsJob::named("greenhouse", "", &job)
}

/// Public job sites: the number or the UUID that they give an ad.
fn public(page: &Page<'_>) -> Option<AtsJob> {
    match page.host.strip_prefix("www.").unwrap_or(page.host) {
        "arbetsformedlingen.se" => {
            AtsJob::named("platsbanken", "", digits(page.after("annonser")?)?)
        }
        "arbeidsplassen.nav.no" => AtsJob::named("nav", "", uuid(page.after("stilling")?)?),
        "jobbnorge.no" => {
            let job = page.after("stilling").or_else(|| page.after("job"));
            AtsJob::named("jobbnorge", "", leading_digits(job?))
        }
        "finn.no" => {
            let alone = || page.path.first().copied().filter(|_| page.path.len() == 1);
            let in_path = || page.after("ad").or_else(alone).and_then(digits).map(str::to_owned);
            AtsJob::named("finn", "", &page.number("finnkode").or_else(in_path)?)
        }
        "arbeitsagentur.de" => AtsJob::named("bundesagentur", "", page.after("jobdetail")?),
        "usajobs.gov" => {
            let job = page.after("job").or_else(|| page.after("ViewDetails"));
            AtsJob::named("usajobs", "", digits(job?)?)
        }
        "candidat.francetravail.fr" | "candidat.pole-emploi.fr" => {
            AtsJob::named("francetravail", "", page.after("detail")?)
        }
        _ => None,
    }
}
