/* Finds short lines around articles: sources, tags, "read more". */
#include <string.h>
#include <strings.h>

#include "html_main.h"

/* Beginnings of lines that, if short, are not main text. */
static const char *const notices[] = {
	"责任编辑", "（责任编辑", "(责任编辑", "[责任编辑", "【责任编辑",
	"责编：", "责编:", "编辑：", "编辑:", "（编辑", "(编辑", "来源：",
	"来源:", "本文来源", "文章来源", "稿件来源", "图片来源", "图源",
	"原标题：", "原标题:", "扫一扫", "扫描二维码", "扫码", "长按二维码",
	"分享到", "分享至", "分享：", "分享:", "上一篇", "下一篇", "相关阅读",
	"相关新闻", "相关文章", "相关推荐", "相关链接", "推荐阅读", "延伸阅读",
	"热门推荐", "热门文章", "猜你喜欢", "为您推荐", "更多精彩", "版权声明",
	"版权所有", "免责声明", "转载请注明", "未经授权", "未经许可", "点击进入",
	"点击查看更多", "点击关注", "关注我们", "关注微信", "关注公众号", "返回顶部",
	"返回首页", "返回列表", "回到顶部", "打印本页", "关闭窗口", "【打印",
	"[打印", "【关闭", "字号：", "字体：", "当前位置", "您的位置",
	"您现在的位置", "你现在的位置", "所在位置", "阅读次数", "浏览次数",
	"阅读量", "浏览量", "浏览：", "点击数", "点击次数", "发布时间", "发布日期",
	"发表时间", "更新时间", "标签：", "标签:", "关键词：", "关键字：",
	"词条标签", "展开全部",
	"举报", "发表评论", "我要评论", "广告", "加载中",
	"share this", "share on", "share:", "read more", "read next",
	"read also", "also read", "related:", "related articles",
	"related posts", "related stories", "see also:", "you may also like",
	"you might also like", "recommended for you", "advertisement",
	"sponsored", "subscribe", "sign up", "follow us", "follow ",
	"photo:", "photo by", "photos:", "photo credit", "image:",
	"image credit", "image source", "credit:", "copyright", "©",
	"all rights reserved", "tags:", "tagged", "topics:", "filed under",
	"posted in", "posted by", "posted on", "published:", "published on",
	"last modified", "last updated", "updated:", "leave a comment",
	"leave a reply", "back to top", "print this", "skip to",
	"click here", "like this:", "loading", "we use cookies",
	"foto:", "fotos:", "bild:", "bilder:", "quelle:", "quellen:",
	"lesen sie auch", "lesen sie hier", "mehr zum thema", "mehr themen",
	"das könnte", "zum weiterlesen", "weitere artikel",
	"schlagwörter", "teilen", "artikel teilen", "anzeige",
	"lea también", "lee también", "le puede interesar", "te puede",
	"lire aussi", "à lire aussi", "crédits photo", "crédit photo",
	"leggi anche", "zobacz też", "zobacz również", "czytaj też"
};

bool
html_is_notice(struct span s)
{
	size_t i, n;

	for (i = 0; i < LEN(notices); i++) {
		n = strlen(notices[i]);
		if (s.len >= n && strncasecmp(s.p, notices[i], n) == 0)
			return true;
	}
	return false;
}
