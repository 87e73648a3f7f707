//! The applicant tracking system behind an ad, by its URL or reference: which
//! system, which tenant, which job. Shared material for finding the same job
//! at several partners.

use schemas::Ad;
use schemas::ad::AltId;
use url::Url;

/// A job in an applicant tracking system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AtsJob {
    /// Name of the system: `teamtailor`, `varbi`, ….
    pub system: String,
    /// The tenant; empty when job ids are unique without one.
    pub tenant: String,
    /// The job's id there.
    pub job: String,
}

impl AtsJob {
    /// `None` when it cannot be a job's id.
    pub fn named(system: &str, tenant: &str, job: &str) -> Option<Self> {
        let shaped = !job.is_empty()
            && job.len() <= 128
            && job.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        let (tenant, job) = (tenant.to_lowercase(), job.to_lowercase());
        shaped.then(|| Self { system: system.to_owned(), tenant, job })
    }

    /// `ats:SYSTEM:TENANT` and the job's id; `ats:SYSTEM` without a tenant.
    pub fn alt_id(&self) -> AltId {
        let colon = if self.tenant.is_empty() { "" } else { ":" };
        AltId {
            scheme: format!("ats:{}{colon}{}", self.system, self.tenant),
            value: self.job.clone(),
        }
    }
}

/// Adds what the apply URL, the ad's own page and the reference say.
pub(crate) fn add_alt_ids(ad: &mut Ad) {
    let urls = [&ad.apply.url, &ad.source.source_url];
    let mut found: Vec<AltId> =
        urls.into_iter().flatten().filter_map(|url| of_url(url)).map(|job| job.alt_id()).collect();
    found.extend(ad.apply.reference.as_deref().and_then(of_reference).map(|job| job.alt_id()));
    for alt_id in found {
        if !ad.alt_ids.contains(&alt_id) {
            ad.alt_ids.push(alt_id);
        }
    }
}

/// Reads a reference: `teamtailor-8039554-2092733` is job and promotion at
/// Teamtailor, whose job ids are unique over all tenants.
pub fn of_reference(reference: &str) -> Option<AtsJob> {
    let (system, rest) = reference.trim().split_once('-')?;
    if system.eq_ignore_ascii_case("teamtailor") {
        let job = rest.split('-').next()?;
        return digits(job).and_then(|job| AtsJob::named("teamtailor", "", job));
    }
    None
}

/// Reads a URL of an ad or of its application form.
pub fn of_url(text: &str) -> Option<AtsJob> {
    on_page(text, |page| page.by_host().or_else(|| page.teamtailor_site()))
}

/// Reads a URL of an ad that is known to be of one system, under whatever name
/// of a host its employer uses.
pub fn of_url_at(system: &str, text: &str) -> Option<AtsJob> {
    on_page(text, |page| {
        let by_host = page.by_host().filter(|job| job.system == system);
        by_host.or_else(|| match system {
            "teamtailor" | "neogov" => {
                AtsJob::named(system, "", page.leading_number_after("jobs")?)
            }
            _ => None,
        })
    })
}

fn on_page(text: &str, read: impl FnOnce(&Page<'_>) -> Option<AtsJob>) -> Option<AtsJob> {
    let url = Url::parse(text.trim()).ok()?;
    let host = url.host_str()?.to_ascii_lowercase();
    let path: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    read(&Page { url: &url, host: &host, path })
}

struct Page<'a> {
    url: &'a Url,
    host: &'a str,
    path: Vec<&'a str>,
}

impl Page<'_> {
    fn by_host(&self) -> Option<AtsJob> {
        if let Some(tenant) = self.tenant(".varbi.com") {
            let job = self.path.iter().find_map(|part| value_after(part, "jobid:"))?;
            return AtsJob::named("varbi", tenant, digits(job)?);
        }
        if let Some(tenant) = self.tenant(".powerinit.com") {
            return AtsJob::named("powerinit", tenant, &self.query("JobPositionId")?);
        }
        if let Some(tenant) = self.tenant(".teamtailor.com") {
            return AtsJob::named("teamtailor", "", self.leading_number_after("jobs")?)
                .filter(|_| !tenant.is_empty());
        }
        if let Some(tenant) = self.tenant(".contactrh.com") {
            return AtsJob::named("contactrh", tenant, digits(self.path.get(2)?)?)
                .filter(|_| self.path[0] == "jobs");
        }
        if let Some(tenant) = self.tenant(".easycruit.com") {
            return AtsJob::named("easycruit", tenant, digits(self.after("vacancy")?)?);
        }
        if let Some(tenant) = self.tenant(".reachmee.com") {
            let in_path = || self.after("ext").unwrap_or(tenant).to_owned();
            let installation = self.query("InstallationID").unwrap_or_else(in_path);
            let job = self.query("rmjob").or_else(|| self.query("CommAdSeqNo"))?;
            return AtsJob::named("reachmee", &installation, digits(&job)?);
        }
        self.by_shared_host()
    }

    /// Systems that keep every tenant on one host.
    fn by_shared_host(&self) -> Option<AtsJob> {
        match self.host {
            "emp.jobylon.com" | "jobylon.com" | "www.jobylon.com" => {
                AtsJob::named("jobylon", "", self.leading_number_after("jobs")?)
            }
            "recruit.visma.com" => {
                let job = self.query("guidAssignment")?.replace('-', "");
                AtsJob::named("visma-recruit", "", &job).filter(|job| job.job.len() == 32)
            }
            "candidate.hr-manager.net" => {
                let customer = self.query("cid")?;
                AtsJob::named("hr-manager", &customer, digits(&self.query("ProjectId")?)?)
            }
            "apply.recman.page" | "apply.recman.no" => {
                AtsJob::named("recman", "", digits(&self.query("id")?)?)
            }
            "pnty-apply.ponty-system.se" => {
                AtsJob::named("ponty", self.path.first()?, digits(&self.query("id")?)?)
            }
            host if host.ends_with("workbuster.com") || host.ends_with("workbuster.se") => {
                AtsJob::named("workbuster", "", self.leading_number_after("jobs")?)
            }
            "boards.greenhouse.io" | "job-boards.greenhouse.io" => {
                AtsJob::named("greenhouse", "", digits(self.after("jobs")?)?)
            }
            "jobs.lever.co" | "jobs.eu.lever.co" => {
                AtsJob::named("lever", self.path.first()?, self.path.get(1)?)
            }
            "jobs.ashbyhq.com" => AtsJob::named("ashby", self.path.first()?, self.path.get(1)?),
            "jobs.smartrecruiters.com" => {
                let number = leading_digits(self.path.get(1)?);
                AtsJob::named("smartrecruiters", self.path.first()?, number)
            }
            "apply.workable.com" => AtsJob::named("workable", "", self.after("j")?),
            _ => self.by_other_host(),
        }
    }

    fn by_other_host(&self) -> Option<AtsJob> {
        let personio = [".jobs.personio.de", ".jobs.personio.com"];
        if let Some(tenant) = personio.iter().find_map(|suffix| self.tenant(suffix)) {
            return AtsJob::named("personio", tenant, digits(self.after("job")?)?);
        }
        if let Some(tenant) = self.tenant(".bamboohr.com") {
            return AtsJob::named("bamboohr", tenant, digits(self.after("careers")?)?);
        }
        if let Some(site) = self.tenant(".myworkdayjobs.com") {
            // The last part ends in the requisition's number: `Title_JR-1234`.
            let tenant = site.split('.').next()?;
            let number = self.path.last()?.rsplit(['_', '/']).next()?;
            return AtsJob::named("workday", tenant, number)
                .filter(|job| job.job.bytes().any(|byte| byte.is_ascii_digit()));
        }
        // Greenhouse's own mark on its customers' pages.
        self.query("gh_jid").and_then(|job| AtsJob::named("greenhouse", "", digits(&job)?))
    }

    /// A site under its employer's own name that is Teamtailor's by its
    /// `/jobs/NUMBER-title` and the promotion that AF's links carry.
    fn teamtailor_site(&self) -> Option<AtsJob> {
        self.query("promotion").filter(|promotion| leading_digits(promotion).len() >= 5)?;
        let job = self.leading_number_after("jobs").filter(|job| job.len() >= 5)?;
        AtsJob::named("teamtailor", "", job)
    }

    fn tenant(&self, suffix: &str) -> Option<&str> {
        self.host.strip_suffix(suffix).filter(|tenant| *tenant != "www")
    }

    fn query(&self, name: &str) -> Option<String> {
        let mut pairs = self.url.query_pairs();
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.into_owned())
    }

    fn after(&self, word: &str) -> Option<&str> {
        let at = self.path.iter().position(|part| part.eq_ignore_ascii_case(word))?;
        self.path.get(at + 1).copied()
    }

    fn leading_number_after(&self, word: &str) -> Option<&str> {
        Some(leading_digits(self.after(word)?)).filter(|number| !number.is_empty())
    }
}

fn value_after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let start = text.get(..name.len())?;
    start.eq_ignore_ascii_case(name).then(|| &text[name.len()..])
}

fn leading_digits(text: &str) -> &str {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    &text[..end]
}

fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, wanted: &str) {
        let found = of_url(url).map_or(String::new(), |job| {
            let alt_id = job.alt_id();
            format!("{} {}", alt_id.scheme, alt_id.value)
        });
        assert_eq!(found, wanted, "{url}");
    }

    #[test]
    fn application_urls_name_system_tenant_and_job() {
        check("https://hh.varbi.com/what:job/jobID:907946/type:job/", "ats:varbi:hh 907946");
        check("https://apply.recman.page/job_post.php?id=482070", "ats:recman 482070");
        check("https://pnty-apply.ponty-system.se/acme?id=555", "ats:ponty:acme 555");
        check("https://acme.teamtailor.com/jobs/8039554-tester", "ats:teamtailor 8039554");
        check(
            "https://jobb.example.se/jobs/6438812-saljare?promotion=1624154-arbetsformedlingen",
            "ats:teamtailor 6438812",
        );
        check("https://emp.jobylon.com/applications/jobs/307328/create/?a=b", "ats:jobylon 307328");
        check("https://emp.jobylon.com/jobs/307328-acme-tester/", "ats:jobylon 307328");
        check(
            "https://recruit.visma.com/spa/public/apply?guidAssignment=c86dbf65-da6e-4f5c-964e-f6aa629e5f30&x=1",
            "ats:visma-recruit c86dbf65da6e4f5c964ef6aa629e5f30",
        );
        check(
            "https://acme.easycruit.com/vacancy/3312345/12345?iso=se",
            "ats:easycruit:acme 3312345",
        );
        check(
            "https://acme.powerinit.com/Modules/Recruitments/Public/?JobPositionId=25985&RefNo=A",
            "ats:powerinit:acme 25985",
        );
        check(
            "https://site101.reachmee.com/Public/rssfeed/external.ashx?InstallationID=I017&CommAdSeqNo=4711",
            "ats:reachmee:i017 4711",
        );
        check(
            "https://web103.reachmee.com/ext/I003/354/main?site=12&rmpage=job&rmjob=12743",
            "ats:reachmee:i003 12743",
        );
        check(
            "https://candidate.hr-manager.net/ApplicationInit.aspx?cid=290&ProjectId=205869",
            "ats:hr-manager:290 205869",
        );
        check("https://acme.contactrh.com/jobs/9669/43645513", "ats:contactrh:acme 43645513");
        check("https://apply.workable.com/acme/j/DD136DD7E7/apply", "ats:workable dd136dd7e7");
        check("https://apply.workable.com/j/DD136DD7E7", "ats:workable dd136dd7e7");
        check("https://acme.jobs.personio.de/job/1834171?language=en", "ats:personio:acme 1834171");
        check("https://acme.bamboohr.com/careers/42", "ats:bamboohr:acme 42");
        check("https://www.example.org/jobs?gh_jid=987654", "ats:greenhouse 987654");
        check(
            "https://acme.wd3.myworkdayjobs.com/en-US/Ext/job/Oslo/Baker_JR-1234",
            "ats:workday:acme jr-1234",
        );
    }

    #[test]
    fn a_host_of_the_employers_own_is_read_when_the_system_is_known() {
        let job = of_url_at("teamtailor", "https://career.example.org/jobs/7167985-baker").unwrap();
        assert_eq!(job.job, "7167985");
        assert_eq!(of_url_at("teamtailor", "https://career.example.org/people/7167985"), None);
        assert_eq!(of_url_at("varbi", "https://career.example.org/jobs/7167985-baker"), None);
    }

    #[test]
    fn other_urls_name_nothing() {
        check("https://www.example.se/jobs/100439-redovisning/", "");
        check("https://www.example.se/jobs/1004390?promotion=summer", "");
        check("https://hh.varbi.com/", "");
        check("mailto:jobs@example.org", "");
        check("not a url", "");
    }

    #[test]
    fn references_of_teamtailor_name_the_job() {
        let job = of_reference("teamtailor-8039554-2092733").unwrap();
        assert_eq!((job.system.as_str(), job.job.as_str()), ("teamtailor", "8039554"));
        assert_eq!(of_reference("RLSV-25-404"), None);
        assert_eq!(of_reference("teamtailor-x"), None);
    }
}
